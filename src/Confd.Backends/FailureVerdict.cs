namespace Confd.Backends;

/// <summary>What a failed attempt means for the next one.</summary>
/// <param name="MayPass">True where another attempt may succeed, at another node or a moment later.</param>
/// <param name="IsRefused">True where nothing listens at the address: <see cref="BackendRetry.MaxRefusals"/> counts these.</param>
public readonly record struct FailureVerdict(bool MayPass, bool IsRefused);
