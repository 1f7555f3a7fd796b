"""Some recent models that are no Transformers: External Attention, Synthesizer, MLP-Mixer.

Two sentences of the survey are about what a model cannot do or can be: the first holds for one normalisation and not
for the published one, the second has the inclusion the wrong way round.
"""

from verify import (
    Post,
    belongs_to,
    depends_only_on,
    equal,
    function_class,
    index,
    log,
    matrix,
    ones,
    outer,
    setting,
    size,
    softmax,
    tensor,
    total,
    two_runs,
    vector,
)
from verify.proof import letters, rows

POST = Post(
    "non_transformer",
    "也来盘点一些最近的非Transformer工作",
    date="2021-05-24",
    url="https://kexue.fm/archives/8431",
)

n, d, memory = size("n"), size("d"), size("memory")


# External Attention: keys and values are parameters, shared by all sequences


def over_the_memory(logits):
    """Softmax over the memory, separately for each token."""
    return softmax(logits, axis=1)


def over_the_tokens_then_the_memory(logits):
    """The published double normalisation: softmax over the tokens, then divide each row by its sum."""
    weights = softmax(logits, axis=0)
    return weights / total(weights, axis=1, keep=True)


def external_attention(X, keys, values, normalise):
    """What the tokens, rows of X, read from the memory."""
    return normalise(X @ keys.T) @ values


def another_second_token():
    """Two sequences of two tokens that differ in the second; token 0 reads (3/7, 4/7) and (1/7, 6/7)."""
    unit = [[1, 0], [0, 1]]
    X = two_runs([[0, log(2)], [0, 0]], [[0, log(2)], [3 * log(2), 0]])
    return {"X": X, "keys": unit, "values": unit, "i": 0}


layers = setting(X=matrix(n, d), keys=matrix(memory, d), values=matrix(memory, d), i=index(n))


@layers.theorem(
    POST.sentence("External Attention", 3),
    r"x_i = x'_i \;\Rightarrow\; F(X)_i = F(X')_i,\quad F(X) = \operatorname{softmax}(X M_k^\top)\, M_v",
    relation="repaired",
)
def row_softmax_isolates_tokens(X, keys, values, i, *, normalise=over_the_memory):
    """With a softmax over the memory, what a token reads depends on no other token."""
    return depends_only_on(lambda X: external_attention(X, keys, values, normalise)[i], lambda X: X[i], X)


row_softmax_isolates_tokens.proof(rows)
row_softmax_isolates_tokens.neighbour(
    "double_normalisation", normalise=over_the_tokens_then_the_memory, witness=another_second_token
)


@layers.erratum(
    POST.sentence("External Attention", 3),
    r"x_i = x'_i \;\Rightarrow\; F(X)_i = F(X')_i",
    how="counterexample",
    repaired_by=(row_softmax_isolates_tokens,),
)
def external_attention_isolates_tokens(X, keys, values, i, *, normalise=over_the_tokens_then_the_memory):
    """External Attention encodes every token in isolation."""
    return depends_only_on(lambda X: external_attention(X, keys, values, normalise)[i], lambda X: X[i], X)


external_attention_isolates_tokens.fails("as_published", witness=another_second_token)


# Synthesizer and MLP-Mixer


def row_softmax(scores):
    """Softmax in each row."""
    return softmax(scores, axis=-1)


def without_softmax(scores):
    """The scores themselves."""
    return scores


def random_synthesizer(X, scores, channels, normalise=row_softmax):
    """Each head mixes the tokens by the softmax of a free matrix and the channels by another; the heads are added."""
    return total(normalise(scores) @ X @ channels, axis=0)


heads = size("heads")


@setting(n=n, scores=tensor(heads, n, n), channels=tensor(heads, d, d), v=vector(d)).theorem(
    POST.sentence("前路在何方", 1),
    r"\sum_h A_h\, \mathbf 1 v^\top M_h = \mathbf 1 w^\top,\quad w^\top = v^\top {\textstyle\sum_h} M_h,"
    r"\quad A_h = \operatorname{softmax}(B_h)",
    relation="repaired",
)
def synthesizer_keeps_constant_sequences(n, scores, channels, v, *, normalise=row_softmax):
    """A Random Synthesizer layer, with any number of heads, turns a constant sequence into a constant sequence."""
    mixed = random_synthesizer(outer(ones(n), v), scores, channels, normalise)
    return equal(mixed, outer(ones(n), v @ total(channels, axis=0)))


synthesizer_keeps_constant_sequences.proof(letters)
synthesizer_keeps_constant_sequences.neighbour(
    "without_softmax",
    normalise=without_softmax,
    witness={"n": 2, "scores": [[[1, 0], [0, 2]]], "channels": [[[1]]], "v": [1]},
)


@setting(heads=heads, n=n, d=d, W=matrix(n, n)).erratum(
    POST.sentence("前路在何方", 1),
    r"\forall W\ \exists B_h, M_h\ \forall X:\ W X = \sum_h \operatorname{softmax}(B_h)\, X M_h",
    how="not included",
    repaired_by=(synthesizer_keeps_constant_sequences,),
)
def mixer_is_a_synthesizer(heads, n, d, W):
    """Every linear token mixing is a Random Synthesizer layer."""
    layers = function_class(random_synthesizer, scores=tensor(heads, n, n), channels=tensor(heads, d, d))
    return belongs_to(lambda X: W @ X, layers, X=matrix(n, d))


mixer_is_a_synthesizer.fails("unequal_row_sums", witness={"heads": 1, "n": 2, "d": 1, "W": [[1, 0], [0, 2]]})
