"""The funnel table: the worked example of the domain, currencies, and totals that are the sum of the rows.

Fractions judge the properties, for they know no rounding.
"""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.funnel import Funnel, FunnelCell, FunnelRow, funnel, weighted_amount

SIX_STEPS = ("analyse", "trust", "needs", "value", "commitment", "payment")
RATES = {"EUR": Decimal(1)}

CELLS = st.lists(
    st.builds(
        FunnelCell,
        stage=st.sampled_from(SIX_STEPS),
        win_rate=st.decimals(0, 1, places=4),
        currency=st.sampled_from(("EUR", "USD", "CNY", "XXX")),
        count=st.integers(1, 1000),
        amount=st.decimals(0, 10**12, places=2),
    )
)
EXCHANGE = st.fixed_dictionaries(
    {"EUR": st.just(Decimal(1))},
    optional={"USD": st.none() | st.decimals("0.0001", 1000, places=8), "CNY": st.decimals("0.0001", 1000, places=8)},
)


def cell(stage: str, win_rate: str, count: int, amount: str, currency: str = "EUR") -> FunnelCell:
    return FunnelCell(stage, Decimal(win_rate), currency, count, Decimal(amount))


def row_of(table: Funnel, stage: str) -> FunnelRow:
    return next(row for row in table.rows if row.stage == stage)


def test_worked_example_of_six_steps() -> None:
    win_rates = ("0.05", "0.10", "0.20", "0.30", "0.50", "0.80")
    counts = (5, 4, 3, 2, 2, 2)
    amounts = ("300", "240", "176", "464", "146", "98")
    cells = [cell(*of_stage) for of_stage in zip(SIX_STEPS, win_rates, counts, amounts, strict=True)]
    table = funnel(reversed(cells), RATES, SIX_STEPS)
    assert [row.stage for row in table.rows] == list(SIX_STEPS)
    assert [row.weighted for row in table.rows] == [Decimal(w) for w in ("15", "24", "35.2", "139.2", "73", "78.4")]
    assert [row.win_rate for row in table.rows] == [Decimal(rate) for rate in win_rates]
    assert (table.count, table.amount, table.weighted) == (18, Decimal(1424), Decimal("364.8"))


def test_maven_stages_as_of_the_end_of_2017() -> None:
    cells = [cell("Prospecting", "0.1", 500, "1073986"), cell("Engaging", "0.3", 1589, "3892229")]
    table = funnel(cells, RATES, ("Prospecting", "Engaging"))
    assert [row.weighted for row in table.rows] == [Decimal("107398.6"), Decimal("1167668.7")]


def test_weighted_amount() -> None:
    assert weighted_amount(Decimal(464), Decimal("0.3")) == Decimal("139.2")


def test_a_stage_without_opportunities_has_its_row() -> None:
    table = funnel([], RATES, ("analyse", "trust"))
    zero = Decimal(0)
    assert table.rows == (FunnelRow("analyse", 0, zero, zero, None), FunnelRow("trust", 0, zero, zero, None))
    assert (table.count, table.amount, table.weighted, table.unconvertible) == (0, zero, zero, ())


def test_currencies_are_converted_each_at_its_rate() -> None:
    cells = [cell("trust", "0.1", 1, "50"), cell("trust", "0.1", 2, "50", "USD")]
    row = row_of(funnel(cells, {"EUR": Decimal(1), "USD": Decimal("0.8")}, ("trust",)), "trust")
    assert (row.count, row.amount, row.weighted) == (3, Decimal(90), Decimal(9))


def test_weighted_is_the_sum_of_products_not_mean_rate_times_total() -> None:
    cells = [cell("trust", "0.1", 1, "1000"), cell("trust", "0.9", 1, "10")]
    row = row_of(funnel(cells, RATES, ("trust",)), "trust")
    assert (row.weighted, row.win_rate) == (Decimal(109), None)


def test_equal_win_rates_written_differently_agree() -> None:
    cells = [cell("trust", "0.1", 1, "1"), cell("trust", "0.10", 1, "1"), cell("trust", "0.3", 0, "0")]
    assert row_of(funnel(cells, RATES, ("trust",)), "trust").win_rate == Decimal("0.1")


def test_cells_without_a_rate_are_kept_aside_and_counted() -> None:
    dollars, pounds = cell("trust", "0.1", 3, "50", "USD"), cell("trust", "0.3", 4, "50", "GBP")
    table = funnel([dollars, cell("trust", "0.1", 1, "7"), pounds], RATES | {"USD": None}, ("trust",))
    assert (table.unconvertible, table.unconvertible_count) == ((dollars, pounds), 7)
    assert (table.count, table.amount) == (1, Decimal(7))
    assert table.rows[0].win_rate == Decimal("0.1")


def test_a_stage_that_only_the_cells_name_is_not_lost() -> None:
    table = funnel([cell("gone", "0.1", 2, "5"), cell("trust", "0.1", 1, "7")], RATES, ("trust",))
    assert [row.stage for row in table.rows] == ["trust", "gone"]
    assert (table.count, table.amount) == (3, Decimal(12))


@given(CELLS, EXCHANGE)
def test_rows_sum_to_the_totals_and_nothing_is_dropped(
    cells: list[FunnelCell], rates: dict[str, Decimal | None]
) -> None:
    table = funnel(cells, rates, SIX_STEPS)
    converted = [(c, rate) for c in cells if (rate := rates.get(c.currency)) is not None]
    assert [row.stage for row in table.rows] == list(SIX_STEPS)
    assert table.count == sum(row.count for row in table.rows) == sum(c.count for c, _ in converted)
    assert Fraction(table.amount) == sum(Fraction(row.amount) for row in table.rows)
    assert Fraction(table.weighted) == sum(Fraction(row.weighted) for row in table.rows)
    assert table.count + table.unconvertible_count == sum(c.count for c in cells)
    assert set(table.unconvertible) == {c for c in cells if rates.get(c.currency) is None}


@given(CELLS, EXCHANGE)
def test_every_row_is_the_exact_sum_of_its_cells(cells: list[FunnelCell], rates: dict[str, Decimal | None]) -> None:
    table = funnel(cells, rates, SIX_STEPS)
    for row in table.rows:
        mine = [(c, rate) for c in cells if c.stage == row.stage and (rate := rates.get(c.currency)) is not None]
        assert Fraction(row.amount) == sum(Fraction(c.amount) * Fraction(rate) for c, rate in mine)
        assert Fraction(row.weighted) == sum(
            Fraction(c.amount) * Fraction(rate) * Fraction(c.win_rate) for c, rate in mine
        )
        agreed = {c.win_rate for c, _ in mine}
        assert row.win_rate == (agreed.pop() if len(agreed) == 1 else None)
