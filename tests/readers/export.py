#!/usr/bin/env python3
"""Reads the output of `registrations export` with independent programs.

    export.py REGISTRATIONS.csv REGISTRATIONS.xlsx REGISTRATIONS.json COUNT

CSV is read by Python's `csv`, as Excel does with `;`, the workbook by openpyxl. All three must say the same. One
apostrophe at the beginning of a cell is not part of it: it keeps Excel from making a number of a text.
"""

import csv
import datetime
import json
import re
import sys

import openpyxl

# The columns without text, by their French headers.
AMOUNT, PEOPLE, REGISTERED = "Montant", "Nombre de participants", "Inscription le"
# The first characters of text that a spreadsheet evaluates as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# Text that a French Excel would display differently: leading zeros, numbers with more digits than a column shows,
# exponents, fractions and dates.
CHANGED = re.compile(r"0\d+|\d{12,}|\d+[.,]?\d*[eE][+-]?\d+|\d+([/.-]\d+)+|\d{1,2}:\d\d")
NO_TEXT = (AMOUNT, PEOPLE, REGISTERED, "Confirmation le", "Annulation ou refus le", "Dernier changement le")


def read_csv(path):
    with open(path, "rb") as file:
        raw = file.read()
    assert raw.startswith(b"\xef\xbb\xbf"), "Excel needs the byte order mark to read UTF-8"
    assert raw.endswith(b"\r\n"), "rows end with CRLF"
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";", strict=True))
    for row in rows:
        assert None not in row and None not in row.values(), "every row has every column"
        for column, cell in row.items():
            assert not cell.startswith(FORMULA), "no cell is a formula"
            assert column in NO_TEXT or not CHANGED.fullmatch(cell), f"Excel would change {cell!r} in {column!r}"
    return [{column: cell.removeprefix("'") for column, cell in row.items()} for row in rows]


def read_workbook(path):
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.active
    assert sheet.freeze_panes == "A2", "the header stays in sight"
    assert sheet.auto_filter.ref.startswith("A1:"), "columns can be filtered"
    assert sheet.column_dimensions["B"].width > 20, "columns have widths"
    cells = list(sheet.iter_rows())
    header = [cell.value for cell in cells[0]]
    for row in cells[1:]:
        assert all(cell.data_type != "f" for cell in row), "no cell is a formula"
        of = dict(zip(header, row))
        assert isinstance(of[REGISTERED].value, datetime.datetime) and of[REGISTERED].is_date
        assert isinstance(of[AMOUNT].value, (int, float)), "one can add amounts up"
        assert "€" in of[AMOUNT].number_format, of[AMOUNT].number_format
    return [dict(zip(header, (cell.value for cell in row))) for row in cells[1:]]


def main():
    csv_path, xlsx_path, json_path, count = sys.argv[1:]
    in_csv, in_workbook = read_csv(csv_path), read_workbook(xlsx_path)
    with open(json_path, encoding="utf-8") as file:
        in_json = json.load(file)
    assert len(in_csv) == len(in_workbook) == len(in_json) == int(count), "all have all rows"
    assert list(in_csv[0]) == list(in_workbook[0]), "both have the same columns"

    for one, two, three in zip(in_csv, in_workbook, in_json):
        # A spreadsheet would calculate with a bare `1234e567`.
        assert one["Référence"] == "#" + two["Référence"] == "#" + three["reference"]
        cents = round(float(one[AMOUNT].replace(",", ".")) * 100)
        assert cents == round(two[AMOUNT] * 100) == three["amount"]["minor"]
        assert one[REGISTERED] == two[REGISTERED].strftime("%Y-%m-%d %H:%M")
        assert int(one[PEOPLE]) == two[PEOPLE] == len(three["participants"])
        dialled = one["Téléphone du contact"]
        assert dialled == two["Téléphone du contact"] and re.fullmatch(r"0\d( \d\d){4}", dialled), "in pairs"
        assert three["contact"]["telephone"] == "+33" + dialled.replace(" ", "")[1:], "as RFC 3966 writes it"
        assert re.fullmatch(r"\d{14}", one["SIRET"]) and one["SIRET"] == two["SIRET"] == three["billing"]["siret"]
        assert one["Bon de commande"] == two["Bon de commande"] == three["billing"]["purchase_order"]
        assert one["Code postal et ville"].startswith(three["billing"]["postal_code"]), "with its zero"
    print(f"{count} registrations: CSV, workbook and JSON say the same")


if __name__ == "__main__":
    main()
