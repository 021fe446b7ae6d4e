"""``leadcast init --changes`` knows the field histories of CRMs by their headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from features.agreement import read_agreement
from features.sources import open_journey
from pipelines.init import init_workspace

if TYPE_CHECKING:
    from pathlib import Path

LEADS = "Id,CreatedDate,Industry\n00Q1,2024-01-01T09:00:00Z,Steel\n00Q2,2024-01-02T09:00:00Z,Toys\n"
AT, EPOCH = "2024-01-05T10:30:00Z", "1704450600000"
HISTORIES = {
    "Salesforce": (
        "Id,IsDeleted,LeadId,CreatedById,CreatedDate,Field,DataType,OldValue,NewValue",
        f"017B,false,00Q1,005X,{AT},Industry,Picklist,Iron,Steel",
    ),
    "Salesforce, loaded": (
        "id,is_deleted,lead_id,created_by_id,created_date,field,data_type,old_value,new_value",
        f"017B,false,00Q1,005X,{AT},Industry,Picklist,Iron,Steel",
    ),
    "HubSpot": ("object_id,property,value,timestamp,sourceType", f"00Q1,industry,Steel,{EPOCH},CRM_UI"),
    "HubSpot, loaded": (
        "object_id,property_name,value,timestamp,source_type,source_id,_dlt_id",
        f"00Q1,industry,Steel,{AT},CRM_UI,y,a",
    ),
    "HubSpot, loaded otherwise": (
        "contact_id,name,value,source,timestamp",
        f"00Q1,industry,Steel,CRM_UI,{AT}",
    ),
    "HubSpot, exported by hand": (
        "Record ID,Property name,Property value,Change date,Source type",
        f"00Q1,Industry,Steel,{AT},CRM_UI",
    ),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_is_known_by_its_header(tmp_path: Path, name: str) -> None:
    header, row = HISTORIES[name]
    (tmp_path / "leads.csv").write_text(LEADS)
    (tmp_path / "changes.csv").write_text(f"{header}\n{row}\n")
    report = init_workspace(
        tmp_path / "made", leads=str(tmp_path / "leads.csv"), attribute_changes=str(tmp_path / "changes.csv")
    )
    assert not any("attribute_changes" in line for line in report.unsure)
    with open_journey(read_agreement(tmp_path / "made"), tmp_path / "made") as journey:
        found = journey.db.sql(
            'SELECT lead_id, make_timestamp("at")::VARCHAR, field, value, old_value FROM attribute_changes'
        ).fetchall()
    old = "Iron" if name.startswith("Salesforce") else None
    assert found == [("00Q1", "2024-01-05 10:30:00", "Industry", "Steel", old)]
