namespace Confd.Engine.Running;

/// <summary>What came of one pass over a resource.</summary>
/// <param name="State">What its files were like; failures aside.</param>
/// <param name="ReplacedFiles">How many of its files were replaced or removed.</param>
/// <param name="Failures">What went wrong, in order; empty after success.</param>
internal sealed record ResourceOutcome(ResourceState State, int ReplacedFiles, IReadOnlyList<CycleFailure> Failures);
