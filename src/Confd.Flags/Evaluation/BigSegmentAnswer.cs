namespace Confd.Flags.Evaluation;

/// <summary>The big segment memberships of one context.</summary>
/// <param name="Status">How far the answer can be trusted.</param>
/// <param name="Membership">
/// Returns for <c>segmentKey.gGENERATION</c>: true for included, false for excluded, null for neither. Null: no memberships at all.
/// </param>
public readonly record struct BigSegmentAnswer(BigSegmentsStatus Status, Func<string, bool?>? Membership);
