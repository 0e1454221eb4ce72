namespace Confd.Backends;

/// <summary>What a failure of one sending means for the next one.</summary>
/// <param name="MayPass">True where another may succeed, of another node or a moment later.</param>
/// <param name="IsRefused">True where nothing listens there: <see cref="BackendRetry.MaxRefusals"/> counts these.</param>
public readonly record struct FailureVerdict(bool MayPass, bool IsRefused);
