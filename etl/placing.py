"""Where and when did each line happen? Its own columns first, then the section's heading, then the title."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from etl.block import mapped
from etl.body import plain_team
from etl.draft import MOST_WAITING, Column, Draft, TooManyWaiting
from etl.kinds.row import DATES, Issue, first_day
from etl.places import Place, ward
from etl.values import ERRORS, is_dash

if TYPE_CHECKING:
    from etl.assemble import Assembler

PLACED = ("opd", "kecamatan", "unit", "region", "region_code", "province")


class Placer:
    """Fills region, day, team, place and OPD of a draft's lines."""

    def __init__(self, assembler: Assembler, draft: Draft) -> None:
        self.assembler, self.draft = assembler, draft
        self.kind, self.titles, self.places = assembler.kind, assembler.titles, assembler.places
        self.sections = [assembler.body.sections[n] for n in draft.numbers]
        self.distinct = list({id(s): s for s in self.sections}.values())
        self.said = {name: self._printed(name) for name in PLACED}
        if self.kind.name == "kandidat":
            self._carry_regions()
        self.broken = self._errors()

    def place(self) -> None:
        """Region, then what the titles say, then the OPD of that region on that day."""
        if self.kind.has_region:
            self._regions()
        self._inherit()
        if "opds" in self.assembler.plan.by_field:
            self._lists()
        if self.kind.column("opd") is not None:
            self._offices()

    def _printed(self, name: str) -> Column:
        slots = self.assembler.plan.by_field.get(name)
        if not slots:
            return [None] * len(self.draft)
        column = mapped(self.assembler.columns[slots[0].index], lambda v: None if is_dash(v) else v)
        if name == "unit":
            column = mapped(column, lambda v: ward(v, slots[0].title) if v else v)
        return [column[n] for n in self.draft.numbers]

    def _carry_regions(self) -> None:
        """Pairs of one contest below each other: the region is printed with the first."""
        names = ("region_code", "region", "province")
        last: list[object] = [None] * len(names)
        for line in range(len(self.draft)):
            told = [self.said[name][line] for name in names]
            last = told if any(told) else last
            for name, value in zip(names, last, strict=True):
                self.said[name][line] = value

    def _errors(self) -> set[int]:
        """Lines whose place is a formula's error; nothing else is looked up for them."""
        found: set[int] = set()
        for name, column in self.said.items():
            if any(isinstance(v, str) and v in ERRORS for v in dict.fromkeys(column)):
                for line, value in enumerate(column):
                    if line not in found and isinstance(value, str) and value in ERRORS:
                        found.add(line)
                        self.draft.reject(line, Issue("value_error", name, {"met": value}))
        return found

    # --- what the titles and sections say ------------------------------------------------------------

    def _inherit(self) -> None:
        draft, titles, kind = self.draft, self.titles, self.kind
        self._inherit_days()
        if titles.as_of and kind.column("as_of"):
            self._say("as_of", [titles.as_of] * len(draft))
        if kind.column("team"):
            own = plain_team(titles.team) if titles.team else None
            lacking = [t is None for t in draft.own("team")]
            self._say("team", self._by_section(lambda s: s.team or own))
            told = [i for i, lacks in enumerate(lacking) if lacks and draft.values["team"][i] is not None]
            draft.add_fields(told, frozenset({"team"}), frozenset())
        if kind.column("place"):
            self._say("place", self._by_section(lambda s: s.place))

    def _inherit_days(self) -> None:
        """The title's day stands for rows only where the table has no date column of its own."""
        draft, titles = self.draft, self.titles
        old = draft.values.get("date")
        if old is not None and None not in old:
            return
        is_exact = bool(titles.date) and len(str(titles.date)) == 10
        by_title = [titles.date if is_exact or "date" not in f else None for f in draft.fields]
        by_section = self._by_section(lambda s: s.date)
        self._say("date", list[object](a or b for a, b in zip(by_section, by_title, strict=True)))
        if titles.end and any(by_title):
            before, now = old or [None] * len(draft), draft.values["date"]
            told = zip(before, now, by_section, strict=True)
            ends: Column = [
                titles.end if a is None and b == titles.date and not c else None for a, b, c in told
            ]
            self._say("date_end", ends)

    def _by_section(self, read: object) -> Column:
        memo = {id(s): read(s) for s in self.distinct}  # type: ignore[operator]
        if len(memo) == 1:
            return [next(iter(memo.values()))] * len(self.draft)
        return [memo[id(s)] for s in self.sections]

    def _say(self, name: str, said: Column) -> None:
        if any(said) or name in self.draft.values:
            for line in self.broken:
                said[line] = None
            self.draft.fill(name, said)

    # --- region and OPD ------------------------------------------------------------------------------

    def _regions(self) -> None:
        code, name, province = (self.said[n] for n in ("region_code", "region", "province"))
        if not (any(code) or any(name) or any(province)):
            self._apply([self.places.region(None, None, None)] * len(self.draft))
        else:
            self._apply([self.places.region(*said) for said in zip(code, name, province, strict=True)])

    def _offices(self) -> None:
        draft = self.draft
        opd, kecamatan, unit = (self.said[n] for n in ("opd", "kecamatan", "unit"))
        has_column = mapped(draft.fields, lambda f: bool(f & {"opd", "kecamatan", "unit"}))
        has_opd = mapped(draft.fields, lambda f: "opd" in f)
        by_section = self._by_section(lambda s: s.opd)
        fallback = [a or (None if b else self.titles.opd) for a, b in zip(by_section, has_opd, strict=True)]
        region = draft.values.get("region_code") or [None] * len(draft)
        memo: dict[tuple, Place] = {}
        found, refused = [], 0
        for key in zip(opd, kecamatan, unit, fallback, region, self._spans(), has_column, strict=True):
            place = memo.get(key)
            if place is None:
                place = memo[key] = self.places.opd(key[0], key[1], key[2], key[3], key[4:])
            found.append(place)
            refused += place.reject is not None
            if place.reject and refused > MOST_WAITING:  # each name would be looked up in vain
                raise TooManyWaiting(Issue(place.reject[0], place.reject[1], dict(place.reject[2])))
        self._apply(found)

    def _spans(self) -> list[date | None]:
        """For each line a day on which names meant what they mean on its own day."""
        span = self.places.context.opds.span
        days: Column = [None] * len(self.draft)
        for name in reversed(DATES):
            column = self.draft.values.get(name)
            if column is not None:
                read = mapped(column, lambda v: span(first_day(str(v))) if v is not None else None)
                days = [a or b for a, b in zip(read, days, strict=True)]
        return days  # type: ignore[return-value]

    def _apply(self, places: list[Place]) -> None:
        """Set what was found, in the order of the lines; a place of another line says nothing here."""
        draft, broken = self.draft, self.broken
        distinct = list({id(p): p for p in places}.values())
        for name in dict.fromkeys(name for p in distinct for name in p.values):
            said = [p.values.get(name) for p in places]
            for line in broken:
                said[line] = None
            old = draft.values.get(name)
            draft.values[name] = said if old is None else [
                b if a is None else a for a, b in zip(said, old, strict=True)
            ]  # fmt: skip
        if not any(p.reject or p.flags for p in distinct):
            return
        for line, place in enumerate(places):
            if (place.reject or place.flags) and line not in broken:
                if place.reject:
                    code, name, details = place.reject
                    draft.reject(line, Issue(code, name, dict(details)))
                for code, name, details in place.flags:
                    draft.flag(line, Issue(code, name, dict(details)))

    def _lists(self) -> None:
        """Lists of OPD in one cell (pembinaan); names that are not known stay out and are flagged."""
        context = self.assembler.context
        slot = self.assembler.plan.by_field["opds"][0]
        cells = [self.assembler.columns[slot.index][n] for n in self.draft.numbers]
        column = self.draft.own("opds")
        for line, text in enumerate(cells):
            if not isinstance(text, str) or is_dash(text) or line in self.broken:
                continue
            names, unknown = context.opds.resolve_list(text, region_code=context.region_code)
            column[line] = names or column[line]
            for piece in unknown:
                self.draft.flag(line, Issue("value_ignored", "opds", {"met": piece}))


__all__ = ["PLACED", "Placer"]
