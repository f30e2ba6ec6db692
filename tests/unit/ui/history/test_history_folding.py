"""What folding leaves out, in which order the list stands, and what a search finds: pure functions."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.project.history import Graph
from lance_studio.project.rows import Edge, Node
from lance_studio.ui.folded import FoldedNodes
from lance_studio.ui.history.ago import ago, moment_of
from lance_studio.ui.history.cards import Card
from lance_studio.ui.history.finding import find, normalised
from lance_studio.ui.history.folding import fold, lone_imports, way_to
from lance_studio.ui.history.layout import arrange
from lance_studio.ui.history.outline import MOST_LANES, OutlineRow, outline

Parents = list[list[int]]
GROWN = st.lists(st.lists(st.integers(0, 14), max_size=3), max_size=15)
FOLDED = st.sets(st.integers(0, 14))


def graph(parents: Parents, *, circles: bool = False) -> Graph:
    """Nodes n00, n01, …; each made from older ones, unless circles are wanted, which only a damaged file can have."""
    names = [f"n{number:02}" for number in range(len(parents))]
    edges = []
    for number, (name, of) in enumerate(zip(names, parents, strict=True)):
        known = tuple(dict.fromkeys(names[one] for one in of if one < (len(names) if circles else number)))
        if known:
            edges.append(Edge(child=name, parents=known, operation="x", request=""))
    return Graph.of((Node(id=name, media_id="m", kind="picture", name=name) for name in names), edges)


def names(numbers: set[int]) -> set[str]:
    return {f"n{number:02}" for number in numbers}


def reachable(whole: Graph, closed: set[str]) -> set[str]:
    """What a walk from the roots meets that does not go on from closed nodes."""
    seen: set[str] = set()
    waiting = list(whole.roots())
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += () if node in closed else whole.children(node)
    return seen


@given(GROWN, FOLDED)
def test_folding_hides_exactly_the_descendants_that_no_other_way_leads_to(parents: Parents, folded: set[int]) -> None:
    whole, closed = graph(parents), names(folded)
    folding = fold(whole, closed)
    assert set(folding.graph.nodes) == reachable(whole, closed)
    assert list(folding.graph.nodes) == [one for one in whole.nodes if one in folding.graph.nodes]
    for node, count in folding.counts.items():
        assert count == len(whole.descendants(node) - set(folding.graph.nodes))
        assert node in closed
        # Whatever is still to be seen of its children stands with another parent.
        assert not folding.graph.children(node)
    for node in folding.graph.nodes:
        left = [one for one in whole.parents(node) if one in folding.graph.nodes and one not in folding.counts]
        assert list(folding.graph.parents(node)) == left


@given(GROWN, FOLDED)
def test_a_folded_graph_has_a_place_of_its_own_for_each_node(parents: Parents, folded: set[int]) -> None:
    shown = fold(graph(parents), names(folded)).graph
    places = arrange(shown)
    assert len(set(places.values())) == len(shown.nodes) == len(places)


@given(GROWN, FOLDED, st.integers(0, 14))
def test_the_way_to_a_node_is_unfolded_and_no_more(parents: Parents, folded: set[int], number: int) -> None:
    whole, closed, wanted = graph(parents), names(folded), f"n{number:02}"
    hiding = way_to(whole, wanted, closed)
    assert set(hiding) <= closed & whole.ancestors(wanted)
    if wanted in whole.nodes:
        assert wanted in fold(whole, closed - set(hiding)).graph.nodes
        assert bool(hiding) == (wanted not in fold(whole, closed).graph.nodes)


@given(st.lists(st.lists(st.integers(0, 9), max_size=2), max_size=10), FOLDED)
def test_nothing_is_lost_in_the_circles_of_a_damaged_file(parents: Parents, folded: set[int]) -> None:
    whole = graph(parents, circles=True)
    assert set(fold(whole, set()).graph.nodes) == set(whole.nodes)
    shown = fold(whole, names(folded)).graph
    assert {row.node for row in outline(shown)} == set(shown.nodes)
    # Every node comes back when everything is unfolded, and no node folds itself away.
    for node in whole.nodes:
        assert node in fold(whole, {node}).graph.nodes


@given(GROWN)
def test_the_list_has_each_node_once_and_each_after_its_parent(parents: Parents) -> None:
    whole = graph(parents)
    rows = outline(whole)
    order = [row.node for row in rows]
    assert sorted(order) == sorted(whole.nodes)
    places = {node: number for number, node in enumerate(order)}
    by_node = {row.node: row for row in rows}
    for node in order:
        above = next(iter(whole.parents(node)), None)
        row = by_node[node]
        if above is None:
            assert (row.join, row.lane) == ("root", 0)
            continue
        assert places[above] < places[node]
        assert row.lane - by_node[above].lane == (1 if row.join == "branch" else 0)
        # The rail from the parent is not cut on its way, and nothing else stands on it.
        for between in rows[places[above] + 1 : places[node]]:
            assert by_node[above].lane in between.through
            assert between.lane > by_node[above].lane


@given(GROWN, st.integers(0, 15))
def test_a_new_node_changes_nobody_elses_order(parents: Parents, known: int) -> None:
    before = [row.node for row in outline(graph(parents[:known]))]
    after = [row.node for row in outline(graph(parents))]
    assert [node for node in after if node in set(before)] == before


def test_the_youngest_stays_on_its_rail_and_the_others_begin_one() -> None:
    assert outline(graph([[], [0], [1], [0], [3], [0]])) == (
        OutlineRow("n00", 0, "root", True),
        OutlineRow("n01", 1, "branch", True, (0,)),
        OutlineRow("n02", 1, "line", False, (0,)),
        OutlineRow("n03", 1, "branch", True, (0,)),
        OutlineRow("n04", 1, "line", False, (0,)),
        OutlineRow("n05", 0, "line"),
    )


def test_thousands_of_branches_in_branches_share_the_last_rail() -> None:
    # Each picture has two results, and the work always goes on from the older one.
    parents: Parents = [[]]
    last = 0
    for _ in range(1000):
        parents += [[last], [last]]
        last = len(parents) - 2
    rows = outline(graph(parents))
    assert len(rows) == 2001
    assert max(row.lane for row in rows) == MOST_LANES - 1
    assert all(len(row.through) < MOST_LANES for row in rows)


def test_imports_from_which_nothing_was_made_are_alone() -> None:
    whole = graph([[], [0], [], []])
    made = Edge(child="n02", parents=(), operation="text_to_image", request="")
    assert lone_imports(Graph.of(whole.nodes.values(), [*whole.edges.values(), made])) == {"n03"}


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("make the SKY blue", "sky", True),
        ("make the sky blue", "blue make", True),
        ("make the sky blue", "sky red", False),
        ("Die Straße", "STRASSE", True),
        ("把房子漆成红色", "房子", True),
        ("\uff21\uff22\uff23 wide", "abc", True),
        ("cafe\u0301", "caf\u00e9", True),
        ("небо СИНЕЕ", "синее", True),
        ("سماء زرقاء", "زرقاء", True),
        ("anything", "  ", False),
    ],
)
def test_case_width_and_composition_make_no_difference_in_any_script(text: str, query: str, found: bool) -> None:
    assert find(["a"], {"a": normalised(text)}, query) == (("a",) if found else ())


def test_a_title_is_the_instruction_and_a_name_that_somebody_gave() -> None:
    def titled(name: str, words: str) -> str:
        return Card("a", "m", name, "picture", 0, 0, bool(words), words=words).title

    assert titled("harbour.png", "") == "harbour.png"
    assert titled("make it  red", "make it red") == "make it  red · make it red"
    assert titled("make it red", "make it\nred") == "make it\nred"
    assert titled("make the…red", "make the whole house red") == "make the whole house red"
    assert titled("Night", "make it dark") == "Night · make it dark"


def test_a_screen_reader_hears_what_the_signs_say() -> None:
    card = Card("a", "m", "x", "clip", 0, 0, True, starred=True, hidden=True, words="x")
    assert card.spoken(7) == "x, clip, made by the model, favourite, hidden, 7 folded"


def test_how_long_ago_is_told_in_few_letters() -> None:
    now = datetime.datetime(2026, 11, 30, 12, 0, tzinfo=datetime.UTC)
    told = {
        "2026-11-30T11:59:30+00:00": "now",
        "2026-11-30T12:05:00+00:00": "now",
        "2026-11-30T11:12:00+00:00": "48 min",
        "2026-11-30T09:00:00": "3 h",
        "2026-11-28T11:00:00+00:00": "2 d",
        "2026-11-01T11:00:00+00:00": "2026-11-01",
        "once": "",
    }
    assert {text: ago(text, now) for text in told} == told
    assert moment_of("once") == ""
    assert moment_of("2026-11-28T11:00:00+00:00") == "2026-11-28 11:00"


@pytest.mark.parametrize("text", [None, "", "{", "7", '{"a": 1}', "[" * 100_000, "[1, null]"])
def test_damaged_text_counts_as_nothing_folded(text: str | None) -> None:
    folds = FoldedNodes()
    folds.fold("a")
    folds.take(text)
    assert folds.ids == frozenset()
    folds.fold("b")
    kept = folds.as_text()
    folds.unfold(["b"])
    folds.take(kept)
    assert folds.ids == {"b"}
