using Amazon.Runtime;

namespace Confd.Aws.Connections;

/// <summary>Credentials that are asked for again only now and then, not for each request.</summary>
/// <param name="source">Where they come from.</param>
/// <param name="clock">The wall clock: others stand still while a machine sleeps.</param>
/// <remarks>
/// The SDK renews credentials some minutes before they expire, and in these minutes at every request that comes. But many sources (a
/// process, a container's service) return the same credentials until they expire. So valid ones are used for half of the time that they
/// have left, and for no longer than <see cref="Longest"/>. All callers share one question, and nobody waits for it, nor for its failure to
/// pass, while the last answer is valid. Thread-safe.
/// </remarks>
internal sealed class CachedCredentials(RefreshingAWSCredentials source, TimeProvider clock) : AWSCredentials
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // Also after a failure, and for credentials that are about to expire.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private Question? _question;
    private volatile Answer? _last;

    /// <inheritdoc/>
    public override DateTime? Expiration => source.Expiration;

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials() => GetCredentialsAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override async Task<ImmutableCredentials> GetCredentialsAsync() => (await Ask().ConfigureAwait(false)).Keys;

    private Task<Answer> Ask()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (_question?.Holds(now) != true)
            {
                _question = new Question(now, AskAsync());
            }

            return !_question.Answer.IsCompleted && _last is { } last && last.Expires > now ? Task.FromResult(last) : _question.Answer;
        }
    }

    private async Task<Answer> AskAsync()
    {
        // The caller has the lock.
        await Task.Yield();
        ImmutableCredentials keys;
        try
        {
            keys = await source.GetCredentialsAsync().ConfigureAwait(false);
        }
        catch (Exception) when (_last is { } last && last.Expires > clock.GetUtcNow())
        {
            // They cannot be renewed now, but they are still valid.
            return last with { Use = Shortest };
        }

        // The SDK's time of expiration is early by its buffer. Some never expire, and have one that cannot be added to.
        var now = clock.GetUtcNow();
        var left = source.Expiration is { } end ? end - now.UtcDateTime + source.ExpirationBuffer : TimeSpan.Zero;
        var half = left / 2;
        var use = half > Longest ? Longest : half > Shortest ? half : Shortest;
        return _last = new Answer(keys, use, now + (left < OneDay ? left : OneDay));
    }

    private sealed record Answer(ImmutableCredentials Keys, TimeSpan Use, DateTimeOffset Expires);

    private sealed record Question(DateTimeOffset Asked, Task<Answer> Answer)
    {
        // A clock that was set back does not prolong it.
        public bool Holds(DateTimeOffset now)
        {
            var use = Answer.IsCompletedSuccessfully ? Answer.Result.Use : Shortest;
            var age = now - Asked;
            return !Answer.IsCompleted || (age >= TimeSpan.Zero && age < use);
        }
    }
}
