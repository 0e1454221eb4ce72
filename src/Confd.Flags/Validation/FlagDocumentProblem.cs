namespace Confd.Flags.Validation;

/// <summary>A problem, or a possible problem, in the JSON of a flag, a segment or a set of both.</summary>
/// <param name="Path">The place, as a JSON path from the root of the text: <c>$.rules[0].clauses[1].op</c>,
/// <c>$.flags['new-checkout'].on</c>.</param>
/// <param name="Message">The problem; names fields and keys, never a value that the flag serves or compares with.</param>
/// <param name="IsWarning">
/// True: every evaluation is defined, and it may be intended. False: an evaluator cannot read it, returns <c>MALFORMED_FLAG</c> or
/// something other than what was written, or a name is misspelled.
/// </param>
public sealed record FlagDocumentProblem(string Path, string Message, bool IsWarning)
{
    /// <summary>Path and message: <c>$.on: found a string where true or false is expected</c>.</summary>
    public override string ToString() => $"{Path}: {Message}";
}
