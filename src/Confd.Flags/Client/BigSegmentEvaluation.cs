using Confd.Flags.Evaluation;

namespace Confd.Flags.Client;

/// <summary>Evaluates without blocking a thread on big segments: an evaluation that needs memberships which are not read yet is repeated
/// once they are.</summary>
/// <param name="memberships">Memberships by context; null: big segments are not configured.</param>
internal sealed class BigSegmentEvaluation(BigSegmentMemberships? memberships)
{
    /// <summary>True if big segments are configured; otherwise every evaluation completes synchronously.</summary>
    public bool MayWait => memberships is not null;

    /// <inheritdoc cref="FlagClient.EvaluateRepeatablyAsync{TState, T}"/>
    public ValueTask<T> RunAsync<TState, T>(
        FlagSnapshot snapshot, TState state, Func<TState, Evaluator, T> evaluate, CancellationToken cancellationToken)
    {
        if (memberships is null)
        {
            return new(evaluate(state, snapshot.Evaluator));
        }

        var reads = new PendingMembershipReads(memberships);
        var evaluator = snapshot.Flags.CreateEvaluator(reads.Find);
        var answer = evaluate(state, evaluator);
        return reads.IsOpen ? EvaluateAgainAsync() : new(answer);

        // Terminates: each pass reads more of the context's parts, of which there are few.
        async ValueTask<T> EvaluateAgainAsync()
        {
            while (reads.IsOpen)
            {
                await reads.WaitAsync(cancellationToken).ConfigureAwait(false);
                answer = evaluate(state, evaluator);
            }

            return answer;
        }
    }
}
