namespace Confd.Engine.Running;

/// <summary>The result of processing a resource.</summary>
/// <param name="State">The state of its files, apart from failures.</param>
/// <param name="ReplacedFiles">The number of its files that were replaced or removed.</param>
/// <param name="Failures">The failures, in order; empty after success.</param>
internal sealed record ResourceOutcome(ResourceState State, int ReplacedFiles, IReadOnlyList<CycleFailure> Failures);
