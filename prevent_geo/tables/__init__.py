"""What each table is: columns, units, meaning, valid values; and the code lists."""

from prevent_geo.tables.actions import ACTIONS
from prevent_geo.tables.areas import AREAS
from prevent_geo.tables.code_lists import CodeList, default_code_lists, read_code_list
from prevent_geo.tables.column import Column, Table
from prevent_geo.tables.contacts import CONTACTS
from prevent_geo.tables.partners import PARTNERS
from prevent_geo.tables.pathway import PATHWAY
from prevent_geo.tables.perspectives import PERSPECTIVES
from prevent_geo.tables.practice import PRACTICE

TABLES = {table.name: table for table in (AREAS, PARTNERS, CONTACTS, PERSPECTIVES, PRACTICE, ACTIONS, PATHWAY)}

__all__ = [
    "ACTIONS",
    "AREAS",
    "CONTACTS",
    "PARTNERS",
    "PATHWAY",
    "PERSPECTIVES",
    "PRACTICE",
    "TABLES",
    "CodeList",
    "Column",
    "Table",
    "default_code_lists",
    "read_code_list",
]
