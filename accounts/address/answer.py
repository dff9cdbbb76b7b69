"""What read() gives back."""

from dataclasses import dataclass, replace

from accounts.address.problems import Problem


@dataclass(frozen=True)
class Address:
    """`handle` and `url` are filled when the account could be told, and empty otherwise."""

    input: str
    service: str | None = None
    handle: str = ""
    url: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        return bool(self.url) and not self.errors

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)

    def with_problems(self, *problems: Problem) -> "Address":
        return replace(self, problems=(*self.problems, *problems))


def refused(text: str, *problems: Problem, service: str | None = None) -> Address:
    return Address(input=text, service=service, problems=problems)
