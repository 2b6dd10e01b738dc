"""Portfolio: where each account stands among all: what it buys, what it could buy, whom we know there."""
