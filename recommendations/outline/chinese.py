"""Puts the outline of a Chinese document together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recommendations.outline.flow import Flow
from recommendations.outline.kinds import (
    FINDINGS,
    OTHER,
    RECOMMENDATIONS,
    finding_kind,
    section_kinds,
)
from recommendations.outline.markers import Rank, marker_at_head
from recommendations.outline.measures import Context, Leaf, read_items, read_leaf
from recommendations.outline.model import Area, Finding, Measure, Parts, Section, Warning_
from recommendations.outline.paragraphs import read_paragraphs
from recommendations.outline.spelling import folded
from recommendations.outline.tree import (
    DATE_LINE,
    Node,
    Tree,
    build_tree,
    introduction,
    split_title,
    unique_path,
)
from recommendations.outline.units import Names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recommendations.outline.lines import Line

GENRES = re.compile(
    r"(?:意见|通知|方案|规划|办法|计划|建议|决定|纲要|措施|条例|规定|报告|细则|指南|要点|政策|公告|批复|函|清单)"
    r"(?:[（(].{1,20}[）)])?$"
)
TITLE_LINES = 4
LONGEST_TITLE_LINE = 60
LEAD = re.compile(r"[，,：:。；]")
LONGEST_LEAD = 40
YEAR = re.compile(r"[〔\[（(](20\d\d)[〕\]）)]|(20\d\d)\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
LETTERHEAD = 8
# The last year of a span (2026—2028年) is not the year that 年底 means.
TITLE_YEAR = re.compile(r"(?<![\d—–－~～至-])(20\d\d)(?=\s*年)")


def read_chinese(
    text: str, lines: Sequence[Line], units: Sequence[str], headings: Mapping[int, int]
) -> Parts:
    """The title, sections, findings and warnings of a Chinese document.

    ``headings`` holds where the lines start that the file itself calls headings, with their level.
    """
    title, used = read_title(lines)
    paragraphs = read_paragraphs(lines[used:])
    tree = build_tree(paragraphs, headings)
    context = Context(Names(units), _year(title, paragraphs), {}, {}, tree.warnings)
    roots = _sections_of(tree)
    kinds = section_kinds([split_title(root.wording)[0] if root.marker else "" for root in roots])
    if _are_articles(roots, kinds):
        for root in roots:
            _take_in_lists(root)
    sections = [_section(root, kind, context) for root, kind in zip(roots, kinds, strict=True)]
    if not any(section.areas for section in sections):
        sections = _majors_as_measures(roots, kinds, context) or sections
    findings = [
        finding
        for root, kind in zip(roots, kinds, strict=True)
        if kind == FINDINGS
        for finding in _findings(root)
    ]
    if not any(section.areas for section in sections):
        message = "No numbered measure was found; mark the measures by hand."
        context.warnings.append(Warning_("no_measures", message, 0, len(text)))
    warnings = tuple(sorted(context.warnings, key=lambda warning: warning.start))
    return Parts(title, tuple(sections), tuple(findings), warnings)


def read_title(lines: Sequence[Line]) -> tuple[str, int]:
    """The document's title, and how many lines it takes.

    A long title is broken over lines; it goes on until a line ends with the name of a kind of
    paper (意见, 方案 …), if one soon does.
    """
    if not lines or marker_at_head(lines[0].text):
        return "", 0
    taken: list[str] = []
    for line in lines[:TITLE_LINES]:
        if len(line.text) > LONGEST_TITLE_LINE or marker_at_head(line.text):
            break
        if taken and line.text[-1] in "。：:":
            break
        taken.append(line.text)
        if GENRES.search(folded(line.text)):
            return "".join(taken), len(taken)
    return lines[0].text, 1


def _year(title: str, paragraphs: Sequence[Flow]) -> int | None:
    """The document's year: of the date it is signed or issued under, else the one in its title."""
    dated = [p for p in paragraphs if DATE_LINE.fullmatch(p.text)]
    for paragraph in [*reversed(dated), *paragraphs[:LETTERHEAD]]:
        match = YEAR.search(paragraph.text)
        if match:
            return int(match.group(1) or match.group(2))
    years = set(TITLE_YEAR.findall(title))
    return int(years.pop()) if len(years) == 1 else None


def _sections_of(tree: Tree) -> list[Node]:
    """The top headings, put under a nameless one where the document has no sections."""
    if tree.roots and tree.roots[0].marker and tree.roots[0].marker.rank <= Rank.MAJOR:
        return tree.roots
    held = tree.roots or tree.preface
    if not held:
        return []
    body = [] if tree.roots else tree.preface
    return [Node(None, Flow("", ()), held[0].start, "", body, tree.roots)]


def _are_articles(roots: Sequence[Node], kinds: Sequence[str]) -> bool:
    """Whether each 一、 is a provision by itself, and what is numbered under a few is its list.

    So it is where most of them are whole sentences with nothing numbered below.
    """
    chosen = [
        root
        for root, kind in zip(roots, kinds, strict=True)
        if kind == RECOMMENDATIONS and root.marker and root.marker.rank == Rank.MAJOR
    ]
    sentences = [root for root in chosen if not root.children and root.whole.text.endswith("。")]
    lists = [root for root in chosen if root.children]
    announced = all(root.whole.text.endswith(("：", ":")) for root in lists)
    return bool(lists) and announced and 2 * len(sentences) > len(chosen)


def _take_in_lists(root: Node) -> None:
    """What is numbered under a heading becomes paragraphs of its own text."""
    for child in root.children:
        _take_in_lists(child)
        root.body += [child.whole, *child.body]
    root.children.clear()


def _section(node: Node, kind: str, context: Context) -> Section:
    title = split_title(node.wording)[0] if node.marker else None
    areas = _areas(node, context) if kind == RECOMMENDATIONS else []
    # A part that only looks like one with recommendations and holds none is no such part.
    kind = OTHER if kind == RECOMMENDATIONS and not areas else kind
    return Section(
        path=node.path,
        number=node.number,
        title=title,
        kind=kind,
        start=node.start,
        end=node.end,
        intro="" if kind == FINDINGS and not node.children else _intro(node, areas),
        areas=tuple(areas),
    )


def _intro(node: Node, areas: Sequence[Area]) -> str:
    if node.marker is None:
        return ""
    if len(areas) == 1 and areas[0].path == node.path and not node.children:
        return areas[0].intro
    return introduction(node.wording, node.body)


def _areas(section: Node, context: Context) -> list[Area]:
    """The areas in order; measures right under the section stand in an area of its name."""
    if not section.children:
        leaf = read_items(section, context)
        return [_area(section, leaf, context)] if leaf.measures else []
    areas: list[Area] = []
    loose: list[Measure] = []
    carries_on = _most_carry_on(section.children)
    for child in section.children:
        leaf = _collect(child, context, carries_on=carries_on)
        if [measure.path for measure in leaf.measures] == [child.path]:
            loose += leaf.measures
            continue
        areas += [_area(section, Leaf(loose, ""), context)] if loose else []
        loose = []
        areas += [_area(child, leaf, context)] if leaf.measures else []
    return [*areas, _area(section, Leaf(loose, ""), context)] if loose else areas


def _collect(node: Node, context: Context, *, carries_on: bool) -> Leaf:
    """All measures at or under a heading."""
    if not node.children:
        return read_leaf(node, context, carries_on=carries_on)
    below = _most_carry_on(node.children)
    measures = [
        measure
        for child in node.children
        for measure in _collect(child, context, carries_on=below).measures
    ]
    return Leaf(measures, introduction(node.wording, node.body))


def _most_carry_on(siblings: Sequence[Node]) -> bool:
    """Whether numbered paragraphs here usually have plain ones after them.

    The last of the siblings is not asked: what follows it is often the section's closing word.
    """
    asked = siblings[:-1]
    return bool(asked) and 2 * sum(1 for node in asked if node.body) > len(asked)


def _area(node: Node, leaf: Leaf, context: Context) -> Area:
    title = split_title(node.wording)[0] if node.marker else None
    return Area(
        path=unique_path(node.path, context.area_paths),
        number=node.number,
        title=title,
        intro=leaf.intro,
        start=node.start,
        end=max(node.end, leaf.measures[-1].end),
        measures=tuple(leaf.measures),
    )


def _majors_as_measures(
    roots: Sequence[Node], kinds: Sequence[str], context: Context
) -> list[Section]:
    """Where nothing is numbered under 一、, the 一、 themselves are the measures."""
    chosen = [
        root
        for root, kind in zip(roots, kinds, strict=True)
        if kind == RECOMMENDATIONS and root.marker
    ]
    carries_on = _most_carry_on(chosen)
    measures = [
        measure
        for node in chosen
        for measure in read_leaf(node, context, carries_on=carries_on).measures
    ]
    if not measures:
        return []
    start, end = chosen[0].start, max(node.end for node in chosen)
    area = Area("", None, None, "", start, end, tuple(measures))
    section = Section("", None, None, RECOMMENDATIONS, start, end, "", (area,))
    others = [
        _section(root, kind if kind == FINDINGS else OTHER, context)
        for root, kind in zip(roots, kinds, strict=True)
        if root not in chosen
    ]
    return sorted([*others, section], key=lambda part: part.start)


def _findings(section: Node) -> list[Finding]:
    """One finding for each heading right under the section, else one for each paragraph."""
    section_title = split_title(section.wording)[0]
    if section.children:
        return [
            Finding(
                path=child.path,
                number=child.number,
                title=split_title(child.wording)[0],
                kind=finding_kind(section_title, split_title(child.wording)[0]),
                start=child.start,
                end=child.end,
            )
            for child in section.children
        ]
    return [
        Finding(
            path=f"{section.path}/{i}",
            number=None,
            title=_lead(paragraph.text),
            kind=finding_kind(section_title, _lead(paragraph.text)),
            start=paragraph.start,
            end=paragraph.end,
        )
        for i, paragraph in enumerate(section.body, 1)
    ]


def _lead(text: str) -> str:
    """The first clause of a paragraph, which stands for a title."""
    return LEAD.split(text, maxsplit=1)[0][:LONGEST_LEAD]
