namespace Confd.Flags.Authoring.Meaning;

/// <summary>One property of a flag or segment, or one effect of a change, in words.</summary>
/// <param name="Subject">The subject: <c>everyone else</c>, <c>rule 'beta'</c>.</param>
/// <param name="Text">The statement: <c>10 % of users get true; was 0 %</c>.</param>
public sealed record MeaningLine(string Subject, string Text)
{
    /// <summary>Both, with a colon between them.</summary>
    public override string ToString() => $"{Subject}: {Text}";
}
