"""One module per group of methods; each has METHODS: method -> call(inputs) -> answer.

`inputs` are a case's; the answer has the names of its `expected`. What is undefined may stay
`Undefined`: `plain` makes it None.
"""
