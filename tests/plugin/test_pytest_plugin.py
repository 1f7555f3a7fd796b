"""The plugin: a stranger's folder is collected, selected, run, reported and compared as pytest's own tests are."""

import xml.etree.ElementTree as ElementTree

import pytest
from claim_files import FALSE, TOOTHLESS, TRUE, VACUOUS

from verify import pytest_plugin
from verify.errors import Exit

ITEMS = ["proof", "property[float32-cpu]", "attained", "neighbour[half]"]


def test_a_folder_without_ini_is_collected_by_content(claims):
    """A module that makes theorems is found whatever its name; its items carry the theorem and the check."""
    claims.write(TRUE)
    result = claims.run("--collect-only", "-q")
    assert result.ret == Exit.OK
    result.stdout.fnmatch_lines([f"squares.py::small_square::{item}".replace("[", "[[]") for item in ITEMS])
    assert not (claims.folder / "reports").exists()


def test_all_items_pass_and_leave_a_record(claims):
    """A true theorem with all its evidence is proved; nothing is left unrun."""
    claims.write(TRUE)
    result = claims.run()
    result.assert_outcomes(passed=4)
    assert result.ret == Exit.OK
    entry = claims.theorem("small_square")
    assert (entry["verdict"], entry["rests_on"], entry["not_run"]) == ("proved", ["checker"], [])
    assert claims.record()["run"]["interrupted"] is False


def test_a_false_theorem_fails_with_the_case_a_person_would_type(claims):
    """The twin: one failure, exit code 1, the point, and the line that shows it again."""
    claims.write(FALSE)
    result = claims.run()
    result.assert_outcomes(failed=1)
    assert result.ret == Exit.CLAIM_FAILED
    result.stdout.fnmatch_lines(["*x = 1:*1 ≤ 1/2 is false*", "*again:  verify refute toy.smaller_square --at x=1"])
    assert "Traceback" not in result.stdout.str()
    assert claims.theorem("smaller_square")["verdict"] == "refuted"


def test_a_counterexample_is_kept_and_replayed(claims, monkeypatch):
    """The second run fails before a single case is drawn."""
    claims.write(FALSE)
    claims.run()
    assert (claims.folder / ".verify" / "counterexamples" / "toy.smaller_square.json").exists()
    claims.run()
    evidence = claims.theorem("smaller_square")["evidence"]
    assert (evidence[0]["outcome"], evidence[0]["cases"]) == ("failed", 0)


@pytest.mark.parametrize(
    ("arguments", "ran"),
    [
        (["-k", "proof"], 1),
        (["-m", "proof"], 1),
        (["-m", "not proof"], 3),
        (["-k", "small_square and neighbour"], 1),
        (["squares.py::small_square::attained"], 1),
        (["squares.py::small_square"], 4),
    ],
)
def test_items_are_selected_like_tests(claims, arguments, ran):
    """By name, by mark, by node id; what was not run is listed in the record."""
    claims.write(TRUE)
    result = claims.run(*arguments)
    result.assert_outcomes(passed=ran, deselected=0 if "::" in arguments[0] else 4 - ran)
    assert len(claims.theorem("small_square")["not_run"]) == (4 - ran if ran < 4 else 0)


def test_a_dropped_proof_makes_nothing_proved(claims):
    """Without its proof item the theorem is property-checked at most, and the proof is listed as not run."""
    claims.write(TRUE)
    claims.run("-m", "not proof")
    entry = claims.theorem("small_square")
    assert (entry["verdict"], entry["not_run"]) == ("property-checked", ["proof"])


def test_a_vacuous_theorem_fails(claims):
    """If no lane meets the assumptions, neither proof nor search passes, and the verdict is undecided."""
    claims.write(VACUOUS)
    result = claims.run()
    result.assert_outcomes(failed=2)
    assert result.ret == Exit.CLAIM_FAILED
    entry = claims.theorem("from_nothing")
    assert entry["verdict"] == "undecided"
    assert {each["outcome"] for each in entry["evidence"]} == {"vacuous"}


def test_a_toothless_neighbour_fails_and_takes_the_verdict_away(claims):
    """A false variant that survives at its witness: the theorem, though proved, is undecided."""
    claims.write(TOOTHLESS)
    result = claims.run()
    result.assert_outcomes(passed=2, failed=1)
    entry = claims.theorem("blunt")
    assert entry["verdict"] == "undecided"
    assert "toothless" in entry["reason"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--dtype", "float31"], Exit.USAGE, "--dtype has float31; choose among float64"),
        (["--device", "abacus"], Exit.DEVICE_MISSING, "there is no device 'abacus'"),
        (["--subject", "times"], Exit.USAGE, "write --subject product=package.module:function"),
        (["--subject", "no such=a:b"], Exit.USAGE, "has another form"),
        (["--subject", "times=a:b", "--subject", "times=c:d"], Exit.USAGE, "names 'times' twice"),
        (["--subject", "divide=math:sqrt"], Exit.USAGE, "no statement has the subject divide"),
    ],
)
def test_wrong_options_end_the_run_with_their_own_exit_codes(claims, arguments, code, words):
    """One sentence with the remedy, and no traceback."""
    claims.write(TRUE)
    result = claims.run(*arguments, dtype=None)
    assert result.ret == code
    output = result.stdout.str() + result.stderr.str()
    assert words in output
    assert "Traceback" not in output


def test_a_subject_replaces_the_definition(claims, pytester):
    """Only the search runs then, on the stranger's function; the twin with a fault fails."""
    claims.write(TRUE, FALSE)
    pytester.makepyfile(right="def times(x, y):\n    return x * y\n", wrong="def times(x, y):\n    return x * y + 1\n")
    good = claims.run("--subject", "times=right:times")
    good.assert_outcomes(passed=1, deselected=1)
    assert claims.theorem("small_square")["subjects"] == {"times": "right:times"}
    bad = claims.run("--subject", "times=wrong:times")
    bad.assert_outcomes(failed=1, deselected=1)
    bad.stdout.fnmatch_lines(
        ["*again:  verify refute toy.small_square --subject times=wrong:times --dtype float32 --at x=*"]
    )


def test_a_subject_that_raises_has_its_own_exit_code(claims, pytester):
    """What is wrong with the subject is no failure of the claim."""
    claims.write(TRUE)
    pytester.makepyfile(raising="def times(x, y):\n    raise ValueError('no')\n")
    result = claims.run("--subject", "times=raising:times")
    assert result.ret == Exit.SUBJECT_FAILED
    result.stdout.fnmatch_lines(["*subject 'times' raised ValueError: no*"])


def test_equal_ids_in_two_files_are_refused(claims):
    """Two theorems of one id would share a store and a place in the record."""
    claims.write(TRUE)
    claims.write(TRUE, name="others.py")
    result = claims.run()
    assert result.ret == Exit.USAGE
    assert "toy.small_square is defined in others.py::small_square and in squares.py::small_square" in (
        result.stdout.str() + result.stderr.str()
    )
    (claims.folder / "others.py").unlink()
    claims.write(TRUE, name="others.py", post="another")
    claims.run().assert_outcomes(passed=8)


def test_an_imported_theorem_is_shown_once(claims):
    """A module that imports a theorem of another does not run it again."""
    claims.write(TRUE)
    (claims.folder / "using.py").write_text(
        "from verify import setting\nfrom squares import small_square\n# .theorem(\n"
    )
    result = claims.run("-p", "no:randomly", "squares.py", "using.py")
    result.assert_outcomes(passed=4)


def test_wrong_vocabulary_is_reported_at_collection(claims):
    """One sentence with theorem, argument and remedy, and an exit code of its own."""
    claims.write(TRUE, "small_square.attained(y=1)\n")
    result = claims.run()
    assert result.ret == Exit.CLAIM_UNREADABLE
    result.stdout.fnmatch_lines(["*VocabularyError: toy.small_square: attained() gives y; give exactly x*"])
    assert "Traceback" not in result.stdout.str()


def test_files_without_claims_are_left_alone(claims):
    """A module that imports nothing of this package, or states nothing, is not imported."""
    (claims.folder / "plain.py").write_text("raise SystemExit('imported')\n")
    (claims.folder / "uses.py").write_text("from verify import real\nraise SystemExit('imported')\n")
    (claims.folder / "binary.py").write_bytes(b"from verify import x\n.theorem(\xff\n")
    claims.write(TRUE)
    claims.run().assert_outcomes(passed=4)
    assert not pytest_plugin.holds_claims(claims.folder / "missing.py")


def test_claims_in_a_test_module_are_collected_by_pytest_itself(claims):
    """test_*.py with a theorem and a test: both run, once."""
    claims.write(TRUE, "def test_beside():\n    assert times(2, 3) == 6\n", name="test_squares.py")
    claims.run().assert_outcomes(passed=5)


def test_another_directory_leaves_the_report_where_pytest_was_called(claims, monkeypatch):
    """The report and the store belong to the place of the call, not to that of the claims."""
    claims.write(TRUE, name="deep/squares.py")
    here = claims.folder / "elsewhere"
    here.mkdir()
    monkeypatch.chdir(here)
    claims.run("../deep").assert_outcomes(passed=4)
    assert (here / "reports" / "latest" / "report.json").exists()
    claims.run("../deep", "--report", "mine").assert_outcomes(passed=4)
    assert (here / "mine" / "index.html").exists()


def test_junit_has_every_item_with_its_statement(claims):
    """Case by case: the theorem's id and the kind of check are properties."""
    claims.write(TRUE, FALSE)
    claims.run("--junitxml", "junit.xml")
    suite = ElementTree.parse(claims.folder / "junit.xml").getroot().find("testsuite")
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("5", "1", "0")
    properties = {p.get("name"): p.get("value") for p in suite.find("testcase").iter("property")}
    assert properties == {"statement": "toy.small_square", "kind": "proof"}


def test_the_last_failures_run_alone(claims, pytester):
    """--lf runs what failed and nothing else."""
    claims.write(TRUE, FALSE)
    pytester.runpytest_inprocess("--dtype", "float32").assert_outcomes(passed=4, failed=1)
    pytester.runpytest_inprocess("--dtype", "float32", "--lf").assert_outcomes(failed=1)


def test_the_profile_of_hypothesis_is_written_down(claims):
    """ci, or quick where none is asked for."""
    claims.write(FALSE)
    claims.run("--hypothesis-profile", "ci")
    assert claims.record()["run"]["profile"] == "ci"


def test_several_formats_are_several_items(claims):
    """One property item a format and device."""
    claims.write(TRUE)
    result = claims.run("--collect-only", "-q", "-m", "property", dtype="float32,bfloat16")
    result.stdout.fnmatch_lines(["*property[[]float32-cpu]", "*property[[]bfloat16-cpu]"])
    result = claims.run("--collect-only", "-q", "-m", "property", dtype=None)
    result.stdout.fnmatch_lines(["4/7 tests collected*"])


def expect(claims, verdict, rests_on='["checker"]', goal_hash=""):
    """Write a verdicts.toml beside the claims."""
    text = f'["toy.small_square"]\nverdict = "{verdict}"\nrests_on = {rests_on}\ngoal_hash = "{goal_hash}"\n'
    (claims.folder / "verdicts.toml").write_text(text)


def test_a_verdict_as_expected_passes(claims):
    """The recorded verdict is reached: nothing to say."""
    claims.write(TRUE)
    expect(claims, "proved")
    assert claims.run().ret == Exit.OK
    assert claims.record()["run"]["problems"] == []


@pytest.mark.parametrize(
    ("parts", "expected", "problem"),
    [
        (
            (TRUE.replace("small_square.proof(squares)", ""),),
            {"verdict": "proved"},
            "it is property-checked, and was proved",
        ),
        ((TRUE,), {"verdict": "proved", "rests_on": '["Coq"]'}, "it rests on checker, and rested on Coq"),
        ((TRUE,), {"verdict": "proved", "goal_hash": "sha256:0"}, "its goals have another hash"),
    ],
)
def test_a_weaker_verdict_than_expected_fails_though_all_items_pass(claims, parts, expected, problem):
    """A proof that was taken away, weaker trust, another statement: exit code 1 and the reason."""
    claims.write(*parts)
    expect(claims, **expected)
    result = claims.run()
    assert result.parseoutcomes().get("failed", 0) == 0
    assert result.ret == Exit.CLAIM_FAILED
    assert problem in str(claims.record()["run"]["problems"])


def test_a_stronger_verdict_than_expected_asks_to_be_recorded(claims):
    """Better than recorded is news and no problem."""
    claims.write(TRUE)
    expect(claims, "property-checked", rests_on="[]")
    assert claims.run().ret == Exit.OK
    assert "better than recorded" in str(claims.record()["run"]["news"])


def test_a_part_of_a_run_is_not_compared(claims):
    """Whoever runs the proofs alone is not told that the rest is missing."""
    claims.write(TRUE)
    expect(claims, "proved", rests_on='["Coq"]')
    assert claims.run("-m", "proof").ret == Exit.OK


def rename(claims):
    """Record a theorem's verdict, and give the theorem another name."""
    claims.write(TRUE.replace("small_square", "tiny_square"))
    expect(claims, "proved")


@pytest.mark.parametrize("arguments", [(), (".",), ("-n", "2")])
def test_a_recorded_theorem_that_is_gone_fails(claims, arguments):
    """Whoever asks for all claims of a folder is told what is not there any more."""
    rename(claims)
    result = claims.run(*arguments)
    assert result.parseoutcomes().get("failed", 0) == 0
    assert result.ret == Exit.CLAIM_FAILED
    assert "toy.small_square is recorded as proved and is gone" in str(claims.record()["run"]["problems"])


@pytest.mark.parametrize(
    "arguments",
    [("squares.py",), ("-k", "tiny"), ("-m", "proof"), ("squares.py::tiny_square",), ("--ignore", "other.py")],
)
def test_nothing_is_missed_where_not_all_was_asked_for(claims, arguments):
    """A file, an item, a selection."""
    rename(claims)
    assert claims.run(*arguments).ret == Exit.OK
    assert claims.record()["run"]["problems"] == []


def test_a_broken_table_of_verdicts_has_its_own_exit_code(claims):
    """verdicts.toml that is no TOML, or has an unknown verdict."""
    claims.write(TRUE)
    for text in ("not toml", '["toy.small_square"]\nverdict = "splendid"\n'):
        (claims.folder / "verdicts.toml").write_text(text)
        assert claims.run().ret == Exit.RECORD_UNREADABLE


def test_a_damaged_counterexample_store_costs_nothing_else(claims):
    """A store that is no store is set aside, with a warning."""
    claims.write(FALSE)
    path = claims.folder / ".verify" / "counterexamples" / "toy.smaller_square.json"
    path.parent.mkdir(parents=True)
    path.write_text("{")
    result = claims.run("-W", "default")
    result.assert_outcomes(failed=1, warnings=1)
    assert path.with_suffix(".damaged").exists()


def test_two_workers_write_one_record(claims, pytester):
    """-n 2: every item once, and the same verdicts as in one process."""
    claims.write(TRUE, FALSE)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-n", "2", "--dtype", "float32")
    result.assert_outcomes(passed=4, failed=1)
    record = claims.record()
    entries = record["theorems"]
    assert {name: entry["verdict"] for name, entry in entries.items()} == {
        "toy.small_square": "proved",
        "toy.smaller_square": "refuted",
    }
    assert all(entry["not_run"] == [] for entry in entries.values())
    assert [each["kind"] for each in entries["toy.small_square"]["evidence"]] == ["proof", "property", "attained"]
    assert len(list((claims.folder / "reports" / "latest" / "parts").glob("gw*.jsonl"))) == 2


def test_a_page_that_cannot_be_drawn_is_said(claims):
    """The items pass, the record is there, the exit code is another, and the reason is on the terminal."""
    claims.write(TRUE.replace("x^2 \\\\le 1", "x^^2"))
    result = claims.run()
    assert result.ret == Exit.CLAIM_UNREADABLE
    assert result.parseoutcomes().get("failed", 0) == 0
    result.stdout.fnmatch_lines(["*There is no report. VocabularyError: the page cannot be drawn: toy.small_square*"])
    assert claims.theorem("small_square")["verdict"] == "proved"
