"""League tables: AG Grid with the interval drawn in the cell (``assets/dashAgGridComponentFunctions.js``).

Texts of numbers are made on the server, so that screen and export say the same.
"""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag

ROW_PX, HEAD_PX, MOST_ROWS_SHOWN = 40, 44, 14
_FORMATTED = {"function": "params.data[params.colDef.field + '_teks']"}


def league_grid(
    rows: list[dict], columns: list[dict], *, grid_id: str = "", is_choice: bool = False, chosen: str = ""
) -> dag.AgGrid:
    """A grid as high as its rows, up to MOST_ROWS_SHOWN; longer ones scroll inside.

    ``is_choice``: one row can be chosen (click, or space on the keyboard); rows then carry ``kode``,
    and ``chosen`` is the code of the row that is chosen already.
    """
    is_short = len(rows) <= MOST_ROWS_SHOWN
    height = {} if is_short else {"height": f"{ROW_PX * MOST_ROWS_SHOWN + HEAD_PX + 4}px"}
    choice: dict[str, Any] = {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True}
    named: dict[str, Any] = {"id": grid_id} if grid_id else {}
    if is_choice:
        named["getRowId"] = "params.data.kode"
        named["selectedRows"] = {"ids": [chosen] if chosen else []}
    return dag.AgGrid(
        rowData=rows,
        columnDefs=columns,
        columnSize="responsiveSizeToFit",
        defaultColDef={
            "sortable": True,
            "resizable": False,
            "suppressHeaderMenuButton": True,
            "suppressMovable": True,
        },
        dashGridOptions={
            "rowHeight": ROW_PX,
            "headerHeight": HEAD_PX,
            "animateRows": False,
            "domLayout": "autoHeight" if is_short else "normal",
            "ensureDomOrder": True,
            **({"rowSelection": choice} if is_choice else {}),
        },
        className="papan ag-theme-quartz",
        style={"height": None, "width": "100%"} | height,
        dangerously_allow_code=False,
        **named,
    )


def name_column(title: str) -> dict[str, Any]:
    """Who."""
    wrapped = {"wrapText": True, "autoHeight": True, "cellClass": "nama-sel"}
    return {"field": "nama", "headerName": title, "minWidth": 132, "flex": 2, **wrapped}


def interval_column(title: str, *, most: float, middle: float) -> dict[str, Any]:
    """The interval as a line, its estimate (``laju``) as a point, the average ``middle`` as a hairline.

    Rows carry ``rentang``: ``lo`` and ``hi``, or ``teks`` where nothing is known; ``most``: the whole width.
    """
    drawn = {"cellRenderer": "Rentang", "minWidth": 112, "flex": 4, "sortable": False}
    drawn["cellRendererParams"] = {"maks": most, "rujukan": middle}
    return {"field": "rentang", "headerName": title, **drawn}


def number_column(field: str, title: str, *, width: int = 76, sort: str | None = None) -> dict[str, Any]:
    """A number that sorts as a number and reads as ``<field>_teks``."""
    column = {"field": field, "headerName": title, "type": "rightAligned"}
    shown = {"valueFormatter": _FORMATTED, "minWidth": width, "maxWidth": width + 24}
    return column | shown | ({"sort": sort} if sort else {})


def text_column(field: str, title: str, *, width: int = 104) -> dict[str, Any]:
    """Text at the right, such as both ends of an interval."""
    column = {"field": field, "headerName": title, "type": "rightAligned"}
    return column | {"minWidth": width, "maxWidth": width + 24, "sortable": False}


def band_column(title: str) -> dict[str, Any]:
    """A named band."""
    shown = {"cellRenderer": "Pita", "minWidth": 150, "flex": 1, "sortable": False}
    return {"field": "pita", "headerName": title, **shown}
