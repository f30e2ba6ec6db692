import itertools

import pytest

from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.history import Graph
from lance_studio.project.project import Project
from lance_studio.project.rows import Edge, Node
from tests.unit.project.samples import add_picture, embedded


def graph(**parents: str) -> Graph:
    """A graph from the parents of each node, one letter each: graph(a="", b="a")."""
    nodes = [Node(id=name, media_id="m", kind="picture", name=name) for name in parents]
    edges = [Edge(child=child, parents=tuple(of), operation="o", request="{}") for child, of in parents.items() if of]
    return Graph.of(nodes, edges)


#   a - b - c      g (from f and c)
#        \- d      e: imported, alone
FAMILY = graph(a="", b="a", c="b", d="b", e="", f="e", g="fc")


def test_parents_come_in_the_requests_order_and_children_by_age() -> None:
    assert FAMILY.parents("g") == ("f", "c")
    assert FAMILY.parents("a") == ()
    assert FAMILY.children("b") == ("c", "d")
    assert FAMILY.children("unknown") == ()
    assert graph(a="", b="aa").children("a") == ("b",)


def test_roots_and_tips() -> None:
    assert FAMILY.roots() == ("a", "e")
    assert FAMILY.tips() == ("d", "g")


def test_a_chain_follows_first_parents_from_the_root() -> None:
    assert FAMILY.chain("c") == ("a", "b", "c")
    assert FAMILY.chain("g") == ("e", "f", "g")
    assert FAMILY.chain("a") == ("a",)
    assert FAMILY.chain("unknown") == ()
    assert FAMILY.branches() == (("a", "b", "d"), ("e", "f", "g"))


def test_ancestors_and_descendants_follow_all_parents() -> None:
    assert FAMILY.ancestors("g") == {"f", "e", "c", "b", "a"}
    assert FAMILY.descendants("b") == {"c", "d", "g"}
    assert FAMILY.descendants("g") == frozenset()


def test_the_last_shared_node() -> None:
    assert FAMILY.common_ancestor("c", "d") == "b"
    assert FAMILY.common_ancestor("b", "d") == "b"
    assert FAMILY.common_ancestor("c", "g") is None


def test_a_damaged_graph_is_walked_to_an_end() -> None:
    cycle = graph(a="b", b="a", c="bx")
    assert cycle.parents("c") == ("b",)
    assert set(cycle.chain("c")) == {"a", "b", "c"}
    assert cycle.ancestors("a") == {"b"}
    assert cycle.roots() == ()


def test_a_long_history_needs_no_deep_stack() -> None:
    names = [f"n{number}" for number in range(3000)]
    nodes = [Node(id=name, media_id="m", kind="picture", name=name) for name in names]
    edges = [
        Edge(child=child, parents=(parent,), operation="o", request="{}") for parent, child in itertools.pairwise(names)
    ]
    long = Graph.of(nodes, edges)
    assert long.chain(names[-1]) == tuple(names)
    assert len(long.ancestors(names[-1])) == 2999


def test_the_graph_of_a_project(project: Project) -> None:
    root = add_picture(project)
    child = add_picture(project, root.id)
    found = project.graph()
    assert found.chain(child.id) == (root.id, child.id)
    project.undo()
    assert project.graph().tips() == (root.id,)
    assert found.tips() == (child.id,)  # as it was when it was read


@pytest.mark.parametrize(
    ("weights", "kind", "digits"),
    [
        ("sha256:" + "ab" * 32, "sha256", "ab" * 32),
        ("fingerprint:" + "cd" * 32, "fingerprint", "cd" * 32),
        # As earlier versions wrote it.
        ("cd" * 32, "fingerprint", "cd" * 32),
        ("", "", ""),
    ],
)
def test_an_edge_says_what_its_weights_digest_is(project: Project, weights: str, kind: str, digits: str) -> None:
    root, made = add_picture(project), embedded(project, b"made")
    node = Node(id="made", media_id=made.id, kind="picture", name="made")
    edge = Edge(child="made", parents=(root.id,), operation="image_edit", request="{}", weights=weights)
    project.run(AddNode(node, edge, made))
    stored = project.edge("made")
    assert stored is not None
    assert stored.named_weights == (kind, digits)
    details = dict(next(entry for entry in project.log() if entry.id == "made").details)
    assert details.get("weights", "") == (f"{kind}:{digits}" if kind else "")
