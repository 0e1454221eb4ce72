using Amazon.Runtime;

namespace Confd.Aws.Connections;

/// <summary>The keys of one request, which the SDK may ask for without waiting. Immutable.</summary>
/// <param name="source">The credentials that they come from.</param>
/// <param name="keys">Their keys; null for a source without any.</param>
/// <remarks>Parts of the SDK's pipeline ask for keys synchronously, before the request returns a task that could be abandoned: a source
/// that does not answer would block its caller beyond every time limit.</remarks>
internal sealed class ResolvedCredentials(AWSCredentials source, ImmutableCredentials? keys) : AWSCredentials
{
    /// <summary>The credentials that the keys come from.</summary>
    public AWSCredentials Source => source;

    /// <summary>Waits for the keys of a source.</summary>
    /// <param name="source">The credentials.</param>
    /// <param name="asked">Their answer.</param>
    /// <param name="cancellationToken">Ends the wait; the source continues.</param>
    /// <exception cref="OperationCanceledException">The wait has ended; the inner exception says what to check.</exception>
    public static async Task<ResolvedCredentials> WaitAsync(
        AWSCredentials source, Task<ImmutableCredentials> asked, CancellationToken cancellationToken)
    {
        try
        {
            return new ResolvedCredentials(source, await asked.WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException cancelled) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancelled.Message, CredentialFailure.MakeLate(), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials() => keys!;
}
