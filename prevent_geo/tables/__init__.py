"""What each table is: columns, units, meaning, valid values; the code lists; and what is called good enough."""

from prevent_geo.tables.actions import ACTIONS
from prevent_geo.tables.areas import AREAS
from prevent_geo.tables.code_lists import CodeList, default_code_lists, read_code_list
from prevent_geo.tables.column import Column, Table
from prevent_geo.tables.contacts import CONTACTS
from prevent_geo.tables.partners import PARTNERS
from prevent_geo.tables.pathway import PATHWAY
from prevent_geo.tables.perspectives import PERSPECTIVES
from prevent_geo.tables.practice import PRACTICE
from prevent_geo.tables.standards import Standard, read_standards

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
    "Standard",
    "Table",
    "default_code_lists",
    "read_code_list",
    "read_standards",
]
