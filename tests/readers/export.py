#!/usr/bin/env python3
"""Reads what `registrations export` writes with programs that know nothing of it.

    export.py REGISTRATIONS.csv REGISTRATIONS.xlsx REGISTRATIONS.json COUNT

CSV is read by Python's `csv`, as Excel does with `;`, the workbook by openpyxl. All three must say the same.
"""

import csv
import datetime
import json
import sys

import openpyxl

# The columns that hold no text; in the words of the French site.
AMOUNT, PEOPLE, REGISTERED = "Montant", "Nombre de participants", "Inscription le"
# What a spreadsheet carries out as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def read_csv(path):
    with open(path, "rb") as file:
        raw = file.read()
    assert raw.startswith(b"\xef\xbb\xbf"), "Excel needs the byte order mark to read UTF-8"
    assert raw.endswith(b"\r\n"), "rows end with CRLF"
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";", strict=True))
    for row in rows:
        assert None not in row and None not in row.values(), "every row has every column"
        for cell in row.values():
            assert not cell.startswith(FORMULA), "no cell is a formula"
    return rows


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
        assert two["Téléphone du contact"] == three["contact"]["telephone"], "as it was typed"
        assert one["Téléphone du contact"].startswith("0"), "in pairs, as it is dialled in France"
        assert one["SIRET"].replace(" ", "") == two["SIRET"] == three["billing"]["siret"]
        assert one["Code postal et ville"].startswith(three["billing"]["postal_code"]), "with its zero"
    print(f"{count} registrations: CSV, workbook and JSON say the same")


if __name__ == "__main__":
    main()
