namespace Confd.Flags.Authoring.Meaning;

/// <summary>One thing that a flag or segment says, or that a change does to it, in words.</summary>
/// <param name="Place">Whom or what it is about: <c>everyone else</c>, <c>rule 'beta'</c>.</param>
/// <param name="Text">What is so: <c>10 % of users get true; was 0 %</c>.</param>
public sealed record MeaningLine(string Place, string Text)
{
    /// <summary>Both, with a colon between them.</summary>
    public override string ToString() => $"{Place}: {Text}";
}
