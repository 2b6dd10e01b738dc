"""Every file is read for what it is, or refused with a reason; nothing is read that could do harm."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

import pytest
from openpyxl import Workbook

from keyaccount.surfaces.exchange.reading import facts
from keyaccount.surfaces.exchange.reading.staging import stage, staged_rows
from keyaccount.surfaces.exchange.reading.tables import sources_in

LIMIT = 1 << 20
CHINESE = "客户名称,客户行业\n华为技术有限公司,制造\n招商银行股份有限公司,金融业\n"


def rows_of(path: Path, **said: str) -> list[list[str]]:
    (source,) = sources_in(path, path.name, limit=LIMIT, **said)
    return [cells for _number, cells in source.rows()]


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
    def test_encodings_are_recognised(self, tmp_path: Path, encoding: str) -> None:
        path = tmp_path / "客户.csv"
        path.write_text(CHINESE, encoding=encoding)
        assert rows_of(path)[1] == ["华为技术有限公司", "制造"]

    def test_the_mark_is_no_part_of_the_first_heading(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text("name,city\nA,B\n", encoding="utf-8-sig")
        assert rows_of(path)[0][0] == "name"

    @pytest.mark.parametrize("text", ["Müller,Köln\nCafé Zoë,Orléans\n", "Señor,Niño\nÁngel,Muñoz\n"])
    def test_latin_1_is_not_taken_for_chinese(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "a.csv"
        path.write_text("name,city\n" + text, encoding="latin-1")
        with pytest.raises(facts.UnknownEncoding):
            rows_of(path)
        assert rows_of(path, encoding="cp1252")[1][0] == text.split(",", maxsplit=1)[0]

    def test_what_is_said_of_the_encoding_is_checked(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text(CHINESE, encoding="gb18030")
        with pytest.raises(facts.WrongEncoding):
            rows_of(path, encoding="utf-8")

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_delimiters_are_recognised(self, tmp_path: Path, delimiter: str) -> None:
        path = tmp_path / "a.csv"
        rows = [["name", "city", "note"], ["A, Inc.", "B", "one; two"], ["C", "D", ""]]
        path.write_text("".join(delimiter.join(f'"{cell}"' for cell in row) + "\n" for row in rows))
        assert rows_of(path) == rows

    def test_rows_keep_their_numbers_and_blank_ones_are_left_out(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text("name,code\nA,007\n,\n\nB,0010\n")
        (source,) = sources_in(path, path.name, limit=LIMIT)
        staged = stage(source, tmp_path / "staged.csv")
        assert (staged.headings, staged.rows) == (["name", "code"], 2)
        assert list(staged_rows(tmp_path / "staged.csv")) == [(2, ["A", "007"]), (5, ["B", "0010"])]


class TestWorkbooks:
    def test_cells_read_as_people_see_them(self, tmp_path: Path) -> None:
        from datetime import date, datetime

        book = Workbook()
        sheet = book.active
        sheet.append(["code", "number", "share", "day", "moment", "yes", "empty"])
        sheet.append(["007", 123, 0.5, date(2026, 11, 19), datetime(2026, 11, 19, 8, 30), True, None])  # noqa: DTZ001  # Excel knows no zones
        path = tmp_path / "a.xlsx"
        book.save(path)
        assert rows_of(path)[1] == ["007", "123", "0.5", "2026-11-19", "2026-11-19 08:30:00", "TRUE", ""]

    def test_every_sheet_is_a_table(self, tmp_path: Path) -> None:
        book = Workbook()
        book.active.title = "客户"
        book.active.append(["客户名称"])
        book.create_sheet("联系人").append(["姓名"])
        book.create_sheet("空")
        path = tmp_path / "a.xlsx"
        book.save(path)
        assert [source.name for source in sources_in(path, "a.xlsx", limit=LIMIT)] == [
            "a.xlsx · 客户",
            "a.xlsx · 联系人",
        ]


class TestRefused:
    def test_too_large_is_refused_without_being_read(self, tmp_path: Path) -> None:
        path = tmp_path / "large.csv"
        with path.open("wb") as file:
            file.truncate(200 << 20)
        with pytest.raises(facts.FileTooLarge) as refused:
            sources_in(path, "large.csv", limit=50 << 20)
        assert "200.0" in str(refused.value)
        assert "50.0" in str(refused.value)

    def test_empty(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.touch()
        with pytest.raises(facts.FileEmpty):
            rows_of(path)

    def test_only_blank_lines(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text("\n\n ,\n")
        with pytest.raises(facts.FileEmpty):
            stage(sources_in(path, "a.csv", limit=LIMIT)[0], tmp_path / "staged.csv")

    @pytest.mark.parametrize(
        "start",
        [b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b\x08", b"\x89PNG\r\n", b"\x7fELF", b"a,b\n\0\0"],
    )
    def test_no_table(self, tmp_path: Path, start: bytes) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(start + bytes(range(256)))
        with pytest.raises(facts.NotATable):
            rows_of(path)

    def test_random_bytes(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(bytes((i * 7919 + 13) % 255 + 1 for i in range(5000)))
        with pytest.raises((facts.NotATable, facts.UnknownEncoding)):
            rows_of(path)

    @pytest.mark.parametrize("heading", ["name,city,Name", "客户名称,城市,客户 名称", "name,e-mail,E_Mail"])
    def test_repeated_heading(self, tmp_path: Path, heading: str) -> None:
        path = tmp_path / "a.csv"
        path.write_text(f"{heading}\nA,B,C\n")
        with pytest.raises(facts.RepeatedHeading):
            stage(sources_in(path, "a.csv", limit=LIMIT)[0], tmp_path / "staged.csv")

    def test_no_heading(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text("1,2\n3,4\n")
        with pytest.raises(facts.NoHeading):
            stage(sources_in(path, "a.csv", limit=LIMIT)[0], tmp_path / "staged.csv")

    def test_headings_and_nothing_else(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text("name,city\n")
        with pytest.raises(facts.NoRows):
            stage(sources_in(path, "a.csv", limit=LIMIT)[0], tmp_path / "staged.csv")

    def test_open_quotation_mark(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text('name,city\nA,B\nC,"D\nE,F\n')
        with pytest.raises(facts.BrokenQuotes):
            rows_of(path)


class TestArchives:
    def packed(self, path: Path, entries: dict[str, bytes]) -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in entries.items():
                archive.writestr(name, content)
        return path

    def test_bomb(self, tmp_path: Path) -> None:
        path = self.packed(tmp_path / "a.xlsx", {"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": bytes(40 << 20)})
        with pytest.raises(facts.UnsafeArchive):
            sources_in(path, "a.xlsx", limit=LIMIT)

    def test_bomb_by_ratio(self, tmp_path: Path) -> None:
        path = self.packed(tmp_path / "a.xlsx", {"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": bytes(40 << 20)})
        with pytest.raises(facts.UnsafeArchive) as refused:
            sources_in(path, "a.xlsx", limit=100 << 20)
        assert "times" in str(refused.value)

    def test_bomb_with_a_lying_directory(self, tmp_path: Path) -> None:
        path = self.packed(tmp_path / "a.xlsx", {"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": bytes(40 << 20)})
        content = path.read_bytes()
        true, false = (40 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little")
        path.write_bytes(content.replace(true, false))
        with zipfile.ZipFile(path) as archive:
            assert sum(entry.file_size for entry in archive.infolist()) == 1000
        with pytest.raises(facts.UnsafeArchive):
            sources_in(path, "a.xlsx", limit=LIMIT)

    def test_too_many_entries(self, tmp_path: Path) -> None:
        path = self.packed(tmp_path / "a.xlsx", {f"x{number}": b"" for number in range(3000)})
        with pytest.raises(facts.UnsafeArchive):
            sources_in(path, "a.xlsx", limit=LIMIT)

    def test_an_archive_that_is_no_workbook(self, tmp_path: Path) -> None:
        path = self.packed(tmp_path / "a.xlsx", {"readme.txt": b"hello"})
        with pytest.raises(facts.NotATable):
            sources_in(path, "a.xlsx", limit=LIMIT)

    def test_damaged(self, tmp_path: Path) -> None:
        path = self.packed(tmp_path / "a.xlsx", {"xl/workbook.xml": b"<workbook/>" * 50})
        path.write_bytes(path.read_bytes()[:-30])
        with pytest.raises(facts.DamagedWorkbook):
            sources_in(path, "a.xlsx", limit=LIMIT)

    def test_no_workbook_inside(self, tmp_path: Path) -> None:
        path = self.packed(tmp_path / "a.xlsx", {"xl/workbook.xml": zlib.compress(b"no xml")})
        with pytest.raises(facts.DamagedWorkbook):
            sources_in(path, "a.xlsx", limit=LIMIT)
