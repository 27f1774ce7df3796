"""A task for the Windows Task Scheduler."""

from __future__ import annotations

import codecs
import subprocess
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

from prevent_geo.errors import InputError
from prevent_geo.runs.schedule.scheduled import MADE_BY, ScheduledRun
from prevent_geo.runs.schedule.when import DAYS, MONTHS, When

_NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_SETTINGS = {
    # a start while the last one still runs is left out
    "MultipleInstancesPolicy": "IgnoreNew",
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    "AllowHardTerminate": "true",
    # a start that was missed while the machine was off is made up for
    "StartWhenAvailable": "true",
    "RunOnlyIfNetworkAvailable": "false",
    "Enabled": "true",
    "WakeToRun": "false",
    # below normal
    "Priority": "7",
}


def write_files(run: ScheduledRun, today: date | None = None) -> dict[str, bytes]:
    """The task as a file of that name: XML in UTF-16, as schtasks reads it."""
    if run.memory_mb:
        raise InputError("--memory: the Task Scheduler limits no memory; leave it out")
    program, *arguments = run.command
    action = {"Command": program, "Arguments": subprocess.list2cmdline(arguments), "WorkingDirectory": str(run.folder)}
    for text in action.values():
        # there is no way to write these otherwise
        if text.count("%") > 1 or "$(" in text:
            raise InputError(f"{text}: the Task Scheduler reads %NAME% and $(NAME) as variables; rename what has them")
    root = ET.Element("Task", {"version": "1.2", "xmlns": _NAMESPACE})
    _fill(ET.SubElement(root, "RegistrationInfo"), {"Author": MADE_BY, "Description": str(run)})
    trigger = ET.SubElement(ET.SubElement(root, "Triggers"), "CalendarTrigger")
    first = (today or date.today()) + timedelta(days=1)
    _fill(trigger, {"StartBoundary": f"{first.isoformat()}T{run.at.clock}:00"})
    _add_days(trigger, run.at)
    principal = ET.SubElement(ET.SubElement(root, "Principals"), "Principal", {"id": "Author"})
    _fill(principal, {"LogonType": "InteractiveToken", "RunLevel": "LeastPrivilege"})
    _fill(ET.SubElement(root, "Settings"), {**_SETTINGS, "ExecutionTimeLimit": f"PT{run.hours}H"})
    _fill(ET.SubElement(ET.SubElement(root, "Actions", {"Context": "Author"}), "Exec"), action)
    ET.indent(root)
    text = '<?xml version="1.0" encoding="UTF-16"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
    return {f"{run.task}.xml": codecs.BOM_UTF16_LE + text.encode("utf-16-le")}


def steps(run: ScheduledRun, out: Path) -> list[str]:
    """What a person does with the file."""
    name = f'"prevent-geo\\{run.name}"'
    return [
        "To install it, or to replace an earlier one of this name:",
        f'  schtasks /Create /F /TN {name} /XML "{out / f"{run.task}.xml"}"',
        "It runs while you are logged on, with a locked screen too. To run it when nobody is, add",
        "  /RU DOMAIN\\USER /RP *    (Windows asks for the password)",
        f"To try it at once: schtasks /Run /TN {name}",
        f'To see it: schtasks /Query /V /FO LIST /TN {name}; what became of it: "{run.log}"',
        f"To remove it: schtasks /Delete /TN {name}",
    ]


def _fill(parent: ET.Element, texts: dict[str, str]) -> None:
    for tag, text in texts.items():
        ET.SubElement(parent, tag).text = text


def _add_days(trigger: ET.Element, at: When) -> None:
    if at.weekdays:
        weekly = ET.SubElement(trigger, "ScheduleByWeek")
        ET.SubElement(weekly, "WeeksInterval").text = "1"
        days = ET.SubElement(weekly, "DaysOfWeek")
        for day in at.weekdays:
            ET.SubElement(days, DAYS[day])
    elif at.months:
        monthly = ET.SubElement(trigger, "ScheduleByMonth")
        ET.SubElement(ET.SubElement(monthly, "DaysOfMonth"), "Day").text = str(at.day)
        months = ET.SubElement(monthly, "Months")
        for month in at.months:
            ET.SubElement(months, MONTHS[month - 1])
    else:
        ET.SubElement(ET.SubElement(trigger, "ScheduleByDay"), "DaysInterval").text = "1"
