using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Confd.Aws.Connections;

/// <summary>Waits for the keys of a request until the request is cancelled: the rest of the pipeline asks for them
/// synchronously.</summary>
internal sealed class CredentialHandler : PipelineHandler
{
    private readonly Lock _gate = new();
    private Task<ImmutableCredentials>? _asked;

    /// <inheritdoc/>
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var request = executionContext.RequestContext;
        if (request.Identity is AWSCredentials source)
        {
            request.Identity = await ResolvedCredentials.WaitAsync(source, Ask(source), request.CancellationToken).ConfigureAwait(false);
        }

        return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
    }

    // On another thread, since some sources block. One question at a time, so that one that hangs occupies one thread only: all requests
    // of a client have the same source.
    private Task<ImmutableCredentials> Ask(AWSCredentials source)
    {
        lock (_gate)
        {
            return _asked is { IsCompleted: false } asked ? asked : _asked = Task.Run(source.GetCredentialsAsync);
        }
    }
}
