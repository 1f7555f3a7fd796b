"""Claim files of a post about squares, in parts: a true theorem, a false one, a vacuous and a toothless one."""

HEAD = '''"""A post about squares."""
from fractions import Fraction
from verify import Post, above, at_least, at_most, between, real, relu, setting, subject
from verify.proof import identity, squares

POST = Post({post!r}, "A post about squares")
SENTENCE = POST.sentence("squares", 1)

def times(x, y):
    """The product."""
    return x * y

'''

TRUE = '''
@setting(x=between(0, 1)).theorem(SENTENCE, r"x^2 \\\\le 1")
def small_square(x, *, bound=1, times=subject(times)):
    """The square of a number between 0 and 1 is at most 1."""
    return at_most(times(x, x), bound)

small_square.proof(squares)
small_square.attained(x=1)
small_square.neighbour("half", bound=Fraction(1, 2), witness={"x": 1})
'''

FALSE = '''
@setting(x=between(0, 1)).theorem(SENTENCE, r"x^2 \\\\le 1/2")
def smaller_square(x, *, bound=Fraction(1, 2)):
    """The square of a number between 0 and 1 is at most a half."""
    return at_most(x * x, bound)
'''

VACUOUS = '''
def impossible(x):
    """x is at most -1"""
    return at_most(x, -1)

@setting(x=between(0, 1)).where(impossible).theorem(SENTENCE, r"x \\\\le 0")
def from_nothing(x):
    """Whatever follows from what never holds."""
    return at_most(x, 0)

from_nothing.proof(squares)
'''

TOOTHLESS = '''
@setting(x=between(0, 1)).theorem(SENTENCE, r"x^2 \\\\le 1")
def blunt(x, *, bound=1):
    """The square of a number between 0 and 1 is at most 1."""
    return at_most(x * x, bound)

blunt.proof(squares)
blunt.neighbour("two", bound=2, witness={"x": 1})
'''
