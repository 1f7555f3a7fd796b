"""Terms and comparisons as data, for certificates that are written by hand."""


def number(value):
    return ["number", str(value)]


def neg(term):
    return ["neg", term]


def add(left, right):
    return ["add", left, right]


def sub(left, right):
    return ["sub", left, right]


def mul(left, right):
    return ["mul", left, right]


def div(left, right):
    return ["div", left, right]


def square(term):
    return ["pow", term, 2]


def exp(term):
    return ["exp", term]


def log(term):
    return ["log", term]


def sin(term):
    return ["sin", term]


def cos(term):
    return ["cos", term]


def index(name, size="n"):
    return ["index", name, size]


def delta(left, right, size="n"):
    return ["delta", index(left, size), index(right, size)]


def total(bound, body, size="n"):
    return ["sum", bound, size, body]


def atom(relation, term):
    return {"relation": relation, "term": term}
