"""Where nodes stand."""

from hypothesis import given
from hypothesis import strategies as st

from lance_studio.project.history import Graph
from lance_studio.project.rows import Edge, Node
from lance_studio.ui.history.layout import Spot, arrange, go_on


def graph(**parents: tuple[str, ...]) -> Graph:
    nodes = [Node(id=name, media_id="m", kind="picture", name=name) for name in parents]
    edges = [Edge(child=name, parents=of, operation="x", request="") for name, of in parents.items() if of]
    return Graph.of(nodes, edges)


def test_a_chain_is_a_row_and_a_branch_begins_another_below() -> None:
    places = arrange(graph(a=(), b=("a",), c=("b",), d=("a",), e=("d",), f=("b",), g=()))
    assert places == {
        "a": Spot(0, 0),
        "b": Spot(1, 0),
        "c": Spot(2, 0),
        "f": Spot(2, 1),
        "d": Spot(1, 2),
        "e": Spot(2, 2),
        "g": Spot(0, 3),
    }


def test_a_node_stands_right_of_all_its_parents() -> None:
    places = arrange(graph(a=(), b=("a",), c=(), d=("c", "b")))
    assert places["d"] == Spot(2, places["c"].row)


@given(st.lists(st.lists(st.integers(0, 11), max_size=3), max_size=12))
def test_every_node_has_a_place_of_its_own(links: list[list[int]]) -> None:
    # Also circles, which only a damaged file can have.
    names = [f"n{number}" for number in range(len(links))]
    parents = {name: tuple(names[one] for one in of if one < len(names)) for name, of in zip(names, links, strict=True)}
    places = arrange(graph(**parents))
    assert set(places) == set(names)
    grown = all(int(parent[1:]) < int(name[1:]) for name, of in parents.items() for parent in of)
    if grown:
        assert len(set(places.values())) == len(names)
        for name, of in parents.items():
            assert all(places[parent].column < places[name].column for parent in of)


@given(st.lists(st.lists(st.integers(0, 11), max_size=3), max_size=12), st.integers(0, 12))
def test_a_graph_that_has_grown_is_arranged_as_if_anew(links: list[list[int]], known: int) -> None:
    names = [f"n{number:02}" for number in range(len(links))]
    # Each is made from older ones, as in every project that is not damaged.
    parents = {
        name: tuple(dict.fromkeys(names[one] for one in of if one < number))
        for number, (name, of) in enumerate(zip(names, links, strict=True))
    }
    former = graph(**dict(list(parents.items())[:known]))
    edges = [Edge(child=name, parents=of, operation="x", request="") for name, of in parents.items() if of]
    # What was there already is the same object, as in a project.
    edges = [former.edges.get(edge.child, edge) for edge in edges]
    grown = Graph.of(graph(**parents).nodes.values(), edges)
    assert go_on(former, arrange(former), grown) == arrange(grown)
