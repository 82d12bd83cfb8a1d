"""``mock_appstream`` on functions, coroutines, generators and classes."""

from __future__ import annotations

import asyncio
import inspect
import unittest
from collections.abc import AsyncGenerator, Generator, Iterator
from typing import Any

import boto3
import pytest
from mocking import base_images, is_mocked, own_images, with_and_without_credentials
from mocking import surroundings as surroundings

from moto_appstream import mock_appstream, seed

# Coroutines and generators


@mock_appstream
def function(number: int, *, name: str = "") -> str:
    """Its documentation."""
    return name * number


@mock_appstream
async def coroutine(failing: bool = False) -> list[str]:
    seed.image("golden")
    await asyncio.sleep(0)
    if failing:
        raise LookupError
    return own_images()


@mock_appstream
def generator(first: str) -> Generator[Any, str, list[str]]:
    seed.image(first)
    try:
        seed.image((yield own_images()))
        yield own_images()
    except LookupError:
        yield "caught"
    finally:
        seed.image("last")
    return own_images()


@mock_appstream
async def async_generator(first: str) -> AsyncGenerator[Any, str]:
    seed.image(first)
    try:
        seed.image((yield own_images()))
        await asyncio.sleep(0)
        yield own_images()
    except LookupError:
        yield "caught"
    finally:
        await asyncio.sleep(0)
        seed.image("last")


@pytest.mark.parametrize("decorated", [function, coroutine, generator, async_generator])
def test_what_python_knows_of_a_function_stays_as_it_is(decorated: Any) -> None:
    bare = decorated.__wrapped__
    for known in (
        inspect.signature,
        inspect.getdoc,
        inspect.iscoroutinefunction,
        inspect.isgeneratorfunction,
        inspect.isasyncgenfunction,
    ):
        assert known(decorated) == known(bare)
    assert decorated.__name__ == bare.__name__ in globals()


def test_arguments_and_result_pass_through() -> None:
    assert function(2, name="ab") == "abab"


def test_a_coroutine_is_mocked_while_it_runs() -> None:
    waiting = coroutine()
    assert not is_mocked()
    assert asyncio.run(waiting) == ["golden"]
    assert not is_mocked()
    with pytest.raises(LookupError):
        asyncio.run(coroutine(failing=True))


@with_and_without_credentials
def test_coroutines_may_leave_in_the_order_in_which_they_came() -> None:
    async def interleave() -> None:
        second_is_in, first_is_out = asyncio.Event(), asyncio.Event()

        @mock_appstream
        async def first() -> None:
            seed.image("golden")
            await second_is_in.wait()

        @mock_appstream
        async def second() -> None:
            boto3.setup_default_session()
            second_is_in.set()
            await first_is_out.wait()
            assert own_images() == ["golden"]

        async def first_and_then() -> None:
            await first()
            first_is_out.set()

        await asyncio.gather(first_and_then(), second())

    asyncio.run(interleave())


@with_and_without_credentials
def test_a_generator_is_mocked_until_it_is_finished() -> None:
    running = generator("first")
    assert not is_mocked()
    assert next(running) == ["first"]
    assert is_mocked()
    assert running.send("second") == ["first", "second"]
    with pytest.raises(StopIteration) as finished:
        next(running)
    assert finished.value.value == ["first", "last", "second"]
    assert not is_mocked()


def test_what_is_thrown_into_a_generator_arrives_there() -> None:
    running = generator("first")
    next(running)
    assert running.throw(LookupError()) == "caught"
    with pytest.raises(KeyError):
        running.throw(KeyError())
    assert not is_mocked()


def test_a_generator_is_closed_inside_the_mock() -> None:
    running = generator("first")
    next(running)
    with mock_appstream():
        running.close()
        assert own_images() == ["first", "last"]


@with_and_without_credentials
def test_an_async_generator_is_mocked_until_it_is_finished() -> None:
    async def scenario() -> None:
        running = async_generator("first")
        assert not is_mocked()
        assert await running.asend(None) == ["first"]  # type: ignore[arg-type]
        assert is_mocked()
        assert await running.asend("second") == ["first", "second"]
        with pytest.raises(StopAsyncIteration):
            await running.asend("third")
        assert not is_mocked()

    asyncio.run(scenario())


def test_what_is_thrown_into_an_async_generator_arrives_there() -> None:
    async def scenario() -> None:
        running = async_generator("first")
        await running.__anext__()
        assert await running.athrow(LookupError()) == "caught"
        with pytest.raises(KeyError):
            await running.athrow(KeyError())
        assert not is_mocked()

    asyncio.run(scenario())


def test_an_async_generator_is_closed_inside_the_mock() -> None:
    async def scenario() -> None:
        running = async_generator("first")
        await running.__anext__()
        await running.aclose()
        assert own_images() == ["first", "last"]

    with mock_appstream():
        asyncio.run(scenario())


def test_an_async_generator_that_is_left_to_the_event_loop_is_closed_inside_the_mock() -> None:
    unfinished = async_generator("first")

    async def scenario() -> None:
        await unfinished.__anext__()
        asyncio.get_running_loop().set_exception_handler(lambda _, error: reported.append(error))

    reported: list[Any] = []
    with mock_appstream():
        asyncio.run(scenario())
        assert own_images() == ["first", "last"]
    assert reported == []


@pytest.fixture
@mock_appstream
def golden_while_mocked() -> Iterator[str]:
    name = seed.image("golden")["Name"]
    yield name
    assert own_images() == [name]


def test_a_decorated_fixture_is_mocked_until_it_is_finished(golden_while_mocked: str) -> None:
    assert own_images() == [golden_while_mocked]


# Classes


class Inherited:
    mocked = False

    def test_an_inherited_test_is_mocked_where_the_class_is_decorated(self) -> None:
        assert is_mocked() == self.mocked


class TestAPlainClass(Inherited):
    pass


@mock_appstream(config={"appstream": {"load_public_images": False}})
class TestADecoratedClass(Inherited):
    mocked = True

    def test_each_test_starts_afresh(self) -> None:
        seed.image("golden")
        assert base_images() == []

    def test_each_test_starts_afresh_whatever_ran_before(self) -> None:
        self.test_each_test_starts_afresh()

    class TestNested:
        def test_a_nested_class_is_mocked_too(self) -> None:
            assert own_images() == []


@mock_appstream
class TestADecoratedClassWithSetup:
    def setup_method(self) -> None:
        seed.image("golden")

    @pytest.mark.parametrize("time", ["first", "second"])
    def test_what_setup_method_prepared_is_there_each_time(self, time: str) -> None:
        assert own_images() == ["golden"]
        seed.image("recovery")


@mock_appstream
class TestADecoratedClassWithTeardown(TestADecoratedClassWithSetup):
    def teardown_method(self, method: Any) -> None:
        assert method.__name__.startswith("test_what_setup_method_prepared")
        assert own_images() == ["golden", "recovery"]


def test_all_is_gone_after_teardown_method() -> None:
    tests = TestADecoratedClassWithTeardown()
    tests.setup_method()
    tests.test_what_setup_method_prepared_is_there_each_time("only")
    tests.teardown_method(tests.test_what_setup_method_prepared_is_there_each_time)
    mock = mock_appstream()
    mock.start(reset=False)
    left = own_images()
    mock.stop()
    assert left == []


class Referred:
    def is_mocked(self) -> bool:
        return is_mocked()


def test_what_is_not_of_an_instance_of_a_class_is_left_alone() -> None:
    @mock_appstream
    class Tests:
        referred = Referred

        @staticmethod
        def static() -> bool:
            return is_mocked()

        @classmethod
        def of_the_class(cls) -> bool:
            return is_mocked()

        @property
        def known(self) -> bool:
            return is_mocked()

        def method(self) -> bool:
            return is_mocked()

    tests = Tests()
    assert tests.method()
    left_alone = tests.static, tests.of_the_class, tests.referred().is_mocked
    assert not any(call() for call in left_alone)
    assert not tests.known


@mock_appstream
class PreparedCase(unittest.TestCase):
    def setUp(self) -> None:
        seed.image("golden")
        self.addCleanup(self.check)

    def check(self) -> None:
        assert own_images() == ["golden", "recovery"]

    def test_each_test_starts_afresh(self) -> None:
        assert own_images() == ["golden"]
        seed.image("recovery")

    def test_each_test_starts_afresh_whatever_ran_before(self) -> None:
        self.test_each_test_starts_afresh()


@mock_appstream
class PreparedAsyncCase(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        seed.image("golden")
        self.addAsyncCleanup(self.check)

    async def check(self) -> None:
        assert own_images() == ["golden", "recovery"]

    async def test_each_test_starts_afresh(self) -> None:
        await asyncio.sleep(0)
        assert own_images() == ["golden"]
        seed.image("recovery")

    async def test_each_test_starts_afresh_whatever_ran_before(self) -> None:
        await self.test_each_test_starts_afresh()


class InheritingCase(PreparedCase):
    def test_the_tests_of_a_subclass_are_mocked_too(self) -> None:
        self.test_each_test_starts_afresh()


def failures_of(case: type[unittest.TestCase]) -> list[str]:
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case)(result)
    assert result.testsRun
    return [text for _, text in result.errors + result.failures]


@with_and_without_credentials
@pytest.mark.parametrize("case", [PreparedCase, PreparedAsyncCase, InheritingCase])
def test_a_test_case_runs_under_unittest_as_under_pytest(case: type[unittest.TestCase]) -> None:
    assert failures_of(case) == []


def test_fixtures_of_a_whole_test_case_are_left_alone() -> None:
    mocked = []

    @mock_appstream
    class Case(unittest.TestCase):
        @classmethod
        def setUpClass(cls) -> None:
            mocked.append(is_mocked())

        def test_it(self) -> None:
            mocked.append(is_mocked())
            raise LookupError

    (failure,) = failures_of(Case)
    assert "LookupError" in failure
    assert mocked == [False, True]
    with pytest.raises(LookupError):
        Case("test_it").debug()
    assert mocked == [False, True, True]


# Test cases that inherit


@mock_appstream
class Prepares:
    """A mixin, which is no test case by itself."""

    def setUp(self) -> None:
        seed.image("golden")
        self.addCleanup(self.check)  # type: ignore[attr-defined]

    def check(self) -> None:
        assert own_images() == ["golden", "recovery"]

    def test_what_set_up_made_is_there(self) -> None:
        assert own_images() == ["golden"]
        seed.image("recovery")

    def tearDown(self) -> None:
        self.check()


class JoinedCase(Prepares, unittest.TestCase):
    def test_each_test_starts_afresh(self) -> None:
        self.test_what_set_up_made_is_there()


class JoinedTheOtherWayRound(unittest.TestCase, Prepares):
    setUp = Prepares.setUp
    tearDown = Prepares.tearDown


class JoinedAsyncCase(Prepares, unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        assert own_images() == ["golden"]


class InheritingJoinedCase(JoinedCase):
    def run(self, result: unittest.TestResult | None = None) -> unittest.TestResult | None:
        assert not is_mocked() or own_images() == []
        return super().run(result)

    def tearDown(self) -> None:
        self.check()


JOINED = [JoinedCase, JoinedTheOtherWayRound, JoinedAsyncCase, InheritingJoinedCase]


@pytest.mark.parametrize("case", JOINED)
def test_a_decorated_mixin_mocks_the_cases_it_is_joined_to(case: type[unittest.TestCase]) -> None:
    assert failures_of(case) == []
    names = unittest.defaultTestLoader.getTestCaseNames(case)
    for name in names:
        case(name).debug()
    assert not is_mocked()


def test_what_a_class_does_with_its_subclasses_is_still_done() -> None:
    made = []

    @mock_appstream
    class Parent:
        def __init_subclass__(cls, name: str = "") -> None:
            made.append((cls.__name__, name))

    class Child(Parent, name="one"):
        pass

    class Grandchild(Child, name="two"):
        pass

    assert made == [("Child", "one"), ("Grandchild", "two")]
    assert Grandchild()


@pytest.mark.parametrize("case", [PreparedCase, InheritingCase, *JOINED[:2], JOINED[3]])
def test_a_tear_down_that_is_called_later_finds_the_mock_and_the_state(case: Any) -> None:
    """As `pytest --pdb` does it, to have the debugger look at the test first."""
    name = unittest.defaultTestLoader.getTestCaseNames(case)[0]
    test, result = case(name), unittest.TestResult()
    tear_down = test.tearDown
    test.tearDown = lambda: None
    test.run(result)
    assert (result.errors, result.failures) == ([], [])
    assert not is_mocked()
    seen = []
    test.check = lambda: seen.append(own_images())
    tear_down()
    assert seen in ([], [["golden", "recovery"]])
    mock = mock_appstream()
    mock.start(reset=False)
    left = own_images()
    mock.stop()
    assert left == []
