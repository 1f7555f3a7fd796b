"""Plain torch modules that posts speak of, to be read, imported and widened; no claims.

`attention` has attention with rotary or relative positions, `blocks` what a layer is made of, `transformers` whole
models like BERT, GPT and T5. Modules are composed of the parts that they are given, so that a wider one is the same
composition of wider parts: `enlargements` are the linear maps that make vectors longer, `wide_layers` has single layers
between two of them, and `widening` makes whole modules wider without changing what they compute.
"""
