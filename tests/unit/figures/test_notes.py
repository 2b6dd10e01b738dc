"""Notes wait until somebody reads them, and are asked once."""

from __future__ import annotations

from keyaccount.figures import Note, Notes


def test_are_asked_when_read_and_once() -> None:
    asked: list[int] = []

    def ask() -> list[Note]:
        asked.append(1)
        return [Note("undated", "Left out", 3), Note("no_target", "None set")]

    notes = Notes(ask)
    assert asked == []
    assert [note.code for note in notes] == ["undated", "no_target"]
    assert (len(notes), notes[0].count, bool(notes), len(asked)) == (2, 3, True, 1)


def test_none_are_nothing() -> None:
    assert not Notes(lambda: ())
