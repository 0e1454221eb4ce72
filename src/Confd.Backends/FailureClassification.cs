namespace Confd.Backends;

/// <summary>What a failed attempt means for the next one.</summary>
/// <param name="IsTransient">True where another attempt may succeed, at another node or a moment later.</param>
/// <param name="IsRefused">True where nothing listens at the address: <see cref="BackendRetry.MaxRefusals"/> counts these.</param>
public readonly record struct FailureClassification(bool IsTransient, bool IsRefused);
