using Confd.Backends;

namespace Confd.BackendSpec;

/// <summary>The backend <c>memory</c>, which tests fill; its one option has the name and the kind that others have for a table.</summary>
/// <param name="backend">What opening it gives.</param>
public sealed class MemoryBackendFactory(MemoryKeyBackend backend) : IKeyBackendFactory
{
    public static readonly BackendOption Table = new("table", OptionKind.Text, "name of what is in memory") { IsSource = true };

    public string Name => backend.Name;

    public string Summary => "Read keys from memory";

    public IReadOnlyList<BackendOption> Options { get; } = [Table];

    public bool UsesHttp => false;

    public Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        backend.MaxReadingBytes = context.MaxReadingBytes;
        return Task.FromResult<IKeyBackend>(backend);
    }
}
