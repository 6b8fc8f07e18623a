"""From a case to its optimum: state the programme, solve it, check it, tell it."""
