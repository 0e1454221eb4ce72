using Confd.Backends;

namespace Confd.Engine.Backends;

/// <summary>The backend <c>env</c>: variables of this process.</summary>
internal sealed class EnvironmentBackendFactory : IKeyBackendFactory
{
    /// <inheritdoc/>
    public string Name => "env";

    /// <inheritdoc/>
    public string Summary => "Read keys from environment variables";

    /// <inheritdoc/>
    public IReadOnlyList<BackendOption> Options => [];

    /// <inheritdoc/>
    public bool UsesHttp => false;

    /// <inheritdoc/>
    public Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken) =>
        Task.FromResult<IKeyBackend>(new EnvironmentBackend { MaxReadingBytes = context.MaxReadingBytes });
}
