"""Search in a project: what is found, by what, and that the index is always what the rows say."""

import contextlib
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lance_studio.errors import ProjectError
from lance_studio.project.commands.chat import AddMessage, RemoveMessages, UpdateMessage
from lance_studio.project.commands.masks import SaveMask, SetMask
from lance_studio.project.commands.media import AddMedia, RenameMedia
from lance_studio.project.commands.nodes import AddNode, RenameNode
from lance_studio.project.commands.timelines import AddTimeline, EditTimeline, RemoveTimeline, RenameTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import ChatMessage, Edge, Media, Node, TimelineRow, new_id
from lance_studio.project.search import index, query
from lance_studio.project.search.excerpts import excerpt
from lance_studio.project.search.folding import fold, fold_with_places, terms_of
from lance_studio.project.search.query import Hit
from lance_studio.project.search.schema import INDEX
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, Gap, Marker, Timeline, Track
from tests.golden.projects import state as golden
from tests.unit.project.indexed import require_in_step, stored
from tests.unit.project.samples import add_picture, embedded

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def say(project: Project, text: str, role: str = "assistant") -> str:
    message = ChatMessage(id=new_id(), role=role, mode="ask", text=text)  # type: ignore[arg-type]
    project.run(AddMessage(message))
    return message.id


def ids(project: Project, question: str) -> list[str]:
    return [hit.id for hit in project.search.find(question)]


def marked(hit: Hit) -> list[str]:
    return [part.text[start:end] for part in (hit.title, hit.body) for start, end in part.marks]


def film(media: Media) -> Timeline:
    picture = Clip("c1", media.id, Fraction(2), name="Hafen bei Nacht", link_group="g")
    sound = Clip("c2", media.id, Fraction(2), name="Hafen bei Nacht", link_group="g")
    return Timeline(
        "t1",
        "Main",
        Fraction(24),
        (
            Track("v", "video", "V1", (Gap(Fraction(3, 2)), picture)),
            Track("a", "audio", "A1", (Gap(Fraction(3, 2)), sound)),
        ),
        (Marker("m1", Fraction(7, 2), "goal", note="the ball crosses the line"),),
    )


# --- what is found ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    ["红船", "红", "一艘红船", "船停", "红船 港口", "港口 红", '"港口里"', "里。", "HARBOUR", "harb", "\uff28ARB"],
)
def test_a_chinese_answer_is_found_by_any_part(project: Project, question: str) -> None:
    wanted = say(project, "一艘红船停在港口里。In the Harbour.")
    say(project, "蓝色的天空")
    assert ids(project, question) == [wanted]
    [hit] = project.search.find(question)
    assert hit.kind == "answer"
    assert [fold(part) for part in marked(hit)]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Café au lait", "cafe"),
        ("Cafe au lait", "CAFÉ"),
        ("Cafe\u0301", "café"),
        ("die Straße", "STRASSE"),
        ("ΜΆΪΟΣ", "μαιος"),
        ("İstanbul \u0131l\u0131k", "istanbul ILIK"),
        ("Łódź", "lodz"),
        ("smørrebrød", "smorrebrod"),
        ("ﬁsh", "fi"),
        ("a red\n\n  boat", '"red boat"'),
        ("boat, red", "red boat"),
        ('so-called "boat"', '"boat"'),
        ("5* hotel", "5*"),
        ("name:value", "name:value"),
        ("fish NEAR shore", "near"),
        ("AND OR NOT", "not"),
        ("50% off_sale", "0% _"),
        ("it's", "'"),
        ("a\\b", "\\"),
        ("(x) {y} ^z +w -v", "(x) ^z -v"),
    ],
)
def test_case_accents_order_and_signs_do_not_keep_a_text_from_being_found(
    project: Project, text: str, question: str
) -> None:
    wanted = say(project, text)
    say(project, "something else")
    assert ids(project, question) == [wanted]


@pytest.mark.parametrize(
    "question", ['"boat red"', "redboat", "red -boat", "red*", "r*d", "re_", "re%", "red AND boat", "text:red", ""]
)
def test_nothing_that_is_typed_is_a_command(project: Project, question: str) -> None:
    say(project, "a red boat")
    assert ids(project, question) == []


def test_everything_that_has_a_name_or_a_text_is_found_and_says_where_it_is(project: Project) -> None:
    media = replace(embedded(project, name="photo.png"), width=8, height=8)
    request = '{"request": {"task": "image_edit", "instruction": "make the boat blue"}, "panel": "canvas"}'
    node = Node(id=new_id(), media_id=media.id, kind="picture", name="Blue boat")
    edge = Edge(child=node.id, parents=(), operation="image_edit", request=request)
    project.run(AddNode(node, edge, media))
    sound = replace(embedded(project, b"sound", "wind.wav"), kind="audio")
    project.run(AddMedia(sound))
    project.run(SetMask(node.id, media.digest, 8, 8))
    project.run(SaveMask(node.id, "the sail"))
    [mask] = [mask for mask in project.masks() if mask.name]
    question = say(project, "Where is the gull?", "user")
    answer = say(project, "On the mast.")
    timeline = film(media)
    project.run(AddTimeline(TimelineRow(id="t1", name="Rough cut", document=to_json(timeline))))

    def only(words: str) -> Hit:
        [hit] = project.search.find(words)
        return hit

    hit = only("blue make")
    assert (hit.kind, hit.id, hit.node_id, hit.media_id, hit.created) == (
        "picture", node.id, node.id, media.id, node.created,
    )  # fmt: skip
    assert (hit.title.text, hit.body.text, marked(hit)) == ("Blue boat", "make the boat blue", ["Blue", "make", "blue"])
    hit = only("photo")
    assert (hit.kind, hit.id, hit.media_id) == ("medium", media.id, media.id)
    hit = only("wind")
    assert (hit.kind, hit.id) == ("medium", sound.id)
    hit = only("sail")
    assert (hit.kind, hit.id, hit.node_id, hit.media_id) == ("mask", mask.id, node.id, media.id)
    hit = only("gull")
    assert (hit.kind, hit.id, hit.body.text) == ("question", question, "Where is the gull?")
    hit = only("mast")
    assert (hit.kind, hit.id) == ("answer", answer)
    hit = only("rough")
    assert (hit.kind, hit.id, hit.timeline_id) == ("timeline", "t1", "t1")
    hit = only("Nacht")  # the picture and the sound of one clip
    assert (hit.kind, hit.timeline_id, hit.time, hit.media_id) == ("timeline_clip", "t1", Fraction(3, 2), media.id)
    hit = only("goal")
    assert (hit.kind, hit.id, hit.time, hit.title.text) == ("marker", "m1", Fraction(7, 2), "goal")
    assert only('"crosses the"').id == "m1"
    # A phrase does not reach from a name into the text beside it.
    assert project.search.find('"goal the"') == []
    assert only("goal ball").id == "m1"


def test_a_medium_is_left_out_where_the_picture_that_shows_it_is_found(project: Project) -> None:
    media = embedded(project, name="boat.png")
    node = Node(id=new_id(), media_id=media.id, kind="picture", name="boat.png")
    project.run(AddNode(node, None, media))
    assert ids(project, "boat") == [node.id]


def test_the_best_comes_first(project: Project) -> None:
    inside = say(project, "a seaboat")
    older, newer = say(project, "the boat"), say(project, "the boat")
    long = say(project, "the boat " + "and many other things " * 30)
    assert ids(project, "boat") == [newer, older, long, inside]
    assert ids(project, "oa") == [newer, older, inside, long]


def test_more_than_can_be_read_is_not_returned(project: Project) -> None:
    with project._transaction() as transaction:
        for number in range(query.MOST_HITS + 5):
            AddMessage(ChatMessage(id=new_id(), role="user", mode="ask", text=f"boat {number}")).apply(transaction)
    assert len(ids(project, "boat")) == query.MOST_HITS
    assert len(ids(project, "bo")) == query.MOST_HITS


def test_an_answer_that_nobody_waits_for_any_more_is_cut_short(project: Project) -> None:
    say(project, "boat")
    assert project.search.find("boat", lambda: True) == []


def test_other_threads_may_search_and_see_what_was_committed(project: Project) -> None:
    wanted = say(project, "boat")
    found: list[list[str]] = []
    thread = threading.Thread(target=lambda: found.append(ids(project, "boat")))
    thread.start()
    thread.join()
    assert found == [[wanted]]


def test_a_closed_project_says_so(project: Project) -> None:
    project.close()
    with pytest.raises(ProjectError, match="closed"):
        project.search.find("boat")


# --- properties ------------------------------------------------------------------------------------------------------

PROPERTY = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@PROPERTY
@given(text=TEXTS, data=st.data())
def test_every_text_is_found_by_its_words_and_by_any_part(project: Project, text: str, data: st.DataObject) -> None:
    message = say(project, text)
    try:
        start = data.draw(st.integers(0, max(len(text) - 2, 0)))
        end = data.draw(st.integers(min(start + 2, len(text)), len(text)))
        for words in (*text.split(), text[start:end], text, text.upper(), text.lower()):
            if terms_of(words):
                # What is far along in a long list is not the matter here.
                found = {hit.id: hit for hit in project.search.find(words)}
                assert message in found, words
                for part in (found[message].title, found[message].body):
                    spans = [place for span in part.marks for place in span]
                    assert spans == sorted(spans)
                    assert all(0 <= place <= len(part.text) for place in spans)
    finally:
        project.run(RemoveMessages((message,)))


@PROPERTY
@given(question=st.text(max_size=80) | st.text(alphabet="\"*:()^+-~{}NEAR ANDOR\x00'%_\\", max_size=40))
def test_no_question_is_an_error(project: Project, question: str) -> None:
    if not project.messages():
        say(project, "a red boat NEAR the shore")
    project.search.find(question)


@given(text=st.text(max_size=40), more=st.text(max_size=40))
def test_folding_keeps_parts_parts(text: str, more: str) -> None:
    assert fold(text).strip() in fold(text + more)
    assert fold(more).strip() in fold(text + more)
    folded, places = fold_with_places(text)
    assert folded == fold(text)
    assert len(places) == len(folded)
    assert list(places) == sorted(places)
    assert fold(folded) == folded


@given(text=TEXTS, term=TEXTS, filler=st.integers(0, 300))
def test_an_excerpt_shows_what_was_found(text: str, term: str, filler: int) -> None:
    folded = fold(term).strip()
    if not folded:
        return
    whole = "lorem " * filler + text + term + " ipsum" * filler
    shown = excerpt(whole, (folded,))
    # Of a long one the beginning is shown.
    assert any(folded.startswith(fold(shown.text[start:end])[: len(folded)]) for start, end in shown.marks)
    line = "".join(" " if character.isspace() else character for character in whole)
    assert shown.text in line
    assert not shown.starts or line.startswith(shown.text)
    assert not shown.ends or line.endswith(shown.text)


def test_an_excerpt_is_one_line_cut_between_words() -> None:
    shown = excerpt("one two three " * 30 + "\na red boat\n" + "four five six " * 30, ("boat",))
    assert "\n" not in shown.text
    assert (shown.starts, shown.ends) == (False, False)
    assert [shown.text[start:end] for start, end in shown.marks] == ["boat"]
    assert shown.text.split()[0] in ("one", "two", "three")
    assert shown.text.split()[-1] in ("four", "five", "six")
    assert excerpt("short", ("x",)) == excerpt("short", ())


# --- in step ---------------------------------------------------------------------------------------------------------


def work(project: Project) -> list[Callable[[], object]]:
    """A change of each kind that the index follows."""
    media = replace(embedded(project, name="boat.png"), width=8, height=8)
    node = Node(id=new_id(), media_id=media.id, kind="picture", name="boat")
    edge = Edge(child=node.id, parents=(), operation="text_to_image", request='{"request": {"prompt": "a boat"}}')
    timeline = film(media)
    row = TimelineRow(id="t1", name="Main", document=to_json(timeline))
    fewer = replace(timeline, markers=(), tracks=timeline.tracks[:1])
    messages: list[str] = []
    return [
        lambda: project.run(AddNode(node, edge, media)),
        lambda: messages.append(say(project, "what is it?", "user")),
        lambda: messages.append(say(project, "红船")),
        lambda: project.run(UpdateMessage(messages[-1], text="一艘红船")),
        lambda: project.run(RenameNode(node.id, "ship")),
        lambda: project.run(RenameMedia(media.id, "ship.png")),
        lambda: project.run(SetMask(node.id, media.digest, 8, 8)),
        lambda: project.run(SaveMask(node.id, "sail")),
        lambda: project.run(AddTimeline(row)),
        lambda: project.run(EditTimeline("t1", fewer)),
        lambda: project.run(EditTimeline("t1", replace(fewer, width=640))),
        lambda: project.run(EditTimeline("t1", timeline)),
        lambda: project.run(EditTimeline("t1", "no document")),
        lambda: project.run(EditTimeline("t1", to_json(timeline))),
        lambda: project.run(RenameTimeline("t1", "Fine cut")),
        lambda: project.run(RemoveMessages((messages[0],))),
        lambda: project.run(RemoveTimeline("t1")),
    ]


def test_the_index_follows_every_change_undo_and_redo(project: Project) -> None:
    states = []
    for change in work(project):
        change()
        require_in_step(project)
        states.append(stored(project))
    while project.undo() is not None:
        require_in_step(project)
    assert {source for source, *_ in stored(project)} == {"message"}
    while project.redo() is not None:
        require_in_step(project)
    assert stored(project) == states[-1]
    project.close()
    with Project.open(project.path) as again:
        require_in_step(again)
        assert stored(again) == states[-1]


@PROPERTY
@given(steps=st.lists(st.sampled_from(["say", "undo", "redo", "name", "cut", "whole"]), max_size=25))
def test_the_index_follows_any_order_of_changes(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    folder = tmp_path_factory.mktemp("search")
    with Project.create(folder / "p.lstudio", cache=folder) as project:
        node = add_picture(project)
        media = project.media_list()[0]
        timeline = film(media)
        project.run(AddTimeline(TimelineRow(id="t1", name="Main", document=to_json(timeline))))
        for number, step in enumerate(steps):
            project.end_step()
            if step == "say":
                say(project, f"text {number}")
            elif step == "undo":
                project.undo()
            elif step == "redo":
                project.redo()
            elif step == "name" and project.node(node.id) is not None:
                project.run(RenameNode(node.id, f"name {number}"))
            elif step in ("cut", "whole") and project.timeline("t1") is not None:
                project.run(EditTimeline("t1", timeline if step == "whole" else replace(timeline, markers=())))
        require_in_step(project)


def test_a_change_that_is_refused_leaves_the_index_as_it_was(project: Project) -> None:
    media = embedded(project)
    timeline = film(media)
    project.run(AddNode(Node(id=new_id(), media_id=media.id, kind="picture", name="boat"), None, media))
    project.run(AddTimeline(TimelineRow(id="t1", name="Main", document=to_json(timeline))))
    before = stored(project)

    def cut_and_fail() -> None:
        with project._transaction() as transaction:
            EditTimeline("t1", replace(timeline, markers=())).apply(transaction)
            project._index.follow(transaction)
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        cut_and_fail()
    assert stored(project) == before
    project.run(EditTimeline("t1", replace(timeline, markers=())))
    require_in_step(project)
    assert stored(project) != before


def test_a_killed_studios_changes_are_found_when_its_file_is_opened_again(project: Project, tmp_path: Path) -> None:
    wanted = say(project, "一艘红船停在港口里")
    # As a killed process leaves them: the file, and beside it what was not moved into it.
    left = tmp_path / "left"
    left.mkdir()
    for file in project.folder.glob("film.lstudio*"):
        if not file.name.endswith("-shm") and file.is_file():
            shutil.copy(file, left / file.name)
    assert (left / "film.lstudio-wal").stat().st_size
    with Project.open(left / "film.lstudio", cache=tmp_path / "cache") as again:
        assert ids(again, "红船") == [wanted]
        require_in_step(again)


# --- old, damaged, without FTS5 --------------------------------------------------------------------------------------

OLD = Path(golden.__file__).parent / "landed.lstudio"


def test_an_old_project_is_searched_as_a_new_one(tmp_path: Path) -> None:
    file = tmp_path / "old.lstudio"
    shutil.copy(OLD, file)
    before = file.read_bytes()
    questions = ("大き", "harbour", "möwe", "It is", "waves")
    with Project.open(file, read_only=True, cache=tmp_path / "cache") as reader:
        read_only = {words: set(ids(reader, words)) for words in questions}
    assert file.read_bytes() == before
    assert all(read_only.values())
    with Project.open(file, cache=tmp_path / "cache") as project:
        require_in_step(project)
        assert {words: set(ids(project, words)) for words in questions} == read_only


def as_before_search(path: Path) -> None:
    """Make a project file what the version before this one would have written."""
    with altering(path) as connection:
        connection.execute(f"DROP TABLE {INDEX}")
        connection.execute("DROP TABLE search_text")
        connection.execute("DROP TABLE search_health")
        connection.execute("DELETE FROM migration WHERE name = 'search'")
        connection.execute("PRAGMA user_version = 5")


def test_a_project_of_the_version_before_is_indexed_when_it_is_opened(project: Project, tmp_path: Path) -> None:
    for change in work(project)[:-1]:
        change()
    project.undo()
    whole = stored(project)
    project.close()
    as_before_search(project.path)
    before = project.path.read_bytes()
    with Project.open(project.path, read_only=True) as reader:
        read_only = [sorted(ids(reader, words)) for words in ("\u7ea2", "\u7ea2\u8239", "ship", "crosses")]
    assert project.path.read_bytes() == before
    with Project.open(project.path) as again:
        require_in_step(again)
        assert stored(again) == whole
        assert [sorted(ids(again, words)) for words in ("\u7ea2", "\u7ea2\u8239", "ship", "crosses")] == read_only
        assert all(read_only)
        while again.undo() is not None:
            require_in_step(again)


def test_a_project_that_was_opened_elsewhere_for_writing_can_be_searched(project: Project) -> None:
    wanted = say(project, "red boat")
    with Project.open(project.path, read_only=True) as reader:
        assert ids(reader, "boat") == [wanted]
        newer = say(project, "red boat")
        assert ids(reader, "boat") == [newer, wanted]


@contextlib.contextmanager
def altering(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


DAMAGES = {
    "garbage in the index": f"UPDATE {INDEX}_data SET block = x'deadbeef'",
    "an empty index": f"DELETE FROM {INDEX}_data",
    "no version of the index": f"DELETE FROM {INDEX}_config",
    "an unknown version of the index": f"UPDATE {INDEX}_config SET v = 999 WHERE k = 'version'",
    "no sizes": f"DELETE FROM {INDEX}_docsize",
    "no index": f"DROP TABLE {INDEX}",
    "no texts": "DELETE FROM search_text",
    "bytes for texts": "UPDATE search_text SET folded = x'ff00'",
    "no health": "DELETE FROM search_health",
    "texts by other rules": "UPDATE search_health SET texts = '0', followed = '0'",
    "an index that does not follow": "UPDATE search_health SET followed = ''",
    "rows of nothing": "UPDATE search_text SET row_key = 'nobody' || id, source = 'sqlite_schema'",
}


@pytest.mark.parametrize("statement", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_index_is_never_an_error(project: Project, statement: str) -> None:
    for text in ("a red boat", "一艘红船", "something else"):
        say(project, text)
    project.close()
    with altering(project.path) as connection:
        connection.execute(statement)
    for read_only in (True, False):
        with Project.open(project.path, read_only=read_only) as again:
            for words in ("boat", "红船", "red boat", "o"):
                again.search.find(words)
    with Project.open(project.path) as again:
        said = [say(again, f"new words 红船 {number}") for number in range(3)]
        again.run(UpdateMessage(said[0], text="other words"))
        again.run(RemoveMessages((said[1],)))
        again.search.find("new words")
        assert again.undo() is None
        assert said[2] in ids(again, "new words")
        assert said[2] in ids(again, "红船")
        assert said[0] in ids(again, "other")


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_index_is_made_again(project: Project, name: str) -> None:
    wanted = say(project, "a red boat")
    project.close()
    with altering(project.path) as connection:
        connection.execute(DAMAGES[name])
    with Project.open(project.path) as again:
        assert wanted in ids(again, "boat")
        say(again, "another boat")
    with Project.open(project.path) as again:
        assert wanted in ids(again, "boat")
        require_in_step(again)


def test_an_sqlite_without_fts5_searches_the_texts_and_the_index_follows_later(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = say(project, "a red boat 红船")
    project.close()
    with monkeypatch.context() as patch:
        for module in (index, query):
            patch.setattr(module, "has_fts5", lambda: False)
        with Project.open(project.path) as again:
            second = say(again, "another boat 红船")
            assert ids(again, "boat") == [second, first] or ids(again, "boat") == [first, second]
            assert set(ids(again, "红船")) == {first, second}
            again.copy_to(project.folder / "copy.lstudio")
            with again.files.connection() as connection:
                assert index.health(connection) == (index.RULES, "")
    for path in (project.path, project.folder / "copy.lstudio"):
        with Project.open(path) as again:
            assert set(ids(again, "boat")) == {first, second}
            require_in_step(again)


def test_what_only_has_the_name_of_the_index_is_refused(project: Project) -> None:
    project.close()
    with altering(project.path) as connection:
        connection.execute(f"DROP TABLE {INDEX}")
        connection.execute(f"CREATE VIEW {INDEX} AS SELECT * FROM node")
    with pytest.raises(ProjectError, match="not those of a project"):
        Project.open(project.path)


def test_compacting_and_copying_keep_the_index(project: Project, tmp_path: Path) -> None:
    wanted = say(project, "red boat")
    project.compact()
    require_in_step(project)
    project.copy_to(tmp_path / "there" / "copy.lstudio")
    with Project.open(tmp_path / "there" / "copy.lstudio") as copy:
        require_in_step(copy)
        assert ids(copy, "boat") == [wanted]
