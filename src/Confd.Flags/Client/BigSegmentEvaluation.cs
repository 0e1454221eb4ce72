using Confd.Flags.Evaluation;

namespace Confd.Flags.Client;

/// <summary>Evaluates without holding up a thread for big segments: what asks for memberships that have to be read first is evaluated
/// again when they are there.</summary>
/// <param name="memberships">Who belongs to them; null: big segments are not configured.</param>
internal sealed class BigSegmentEvaluation(BigSegmentMemberships? memberships)
{
    /// <summary>True if there are big segments at all: else every answer is there at once.</summary>
    public bool MayWait => memberships is not null;

    /// <inheritdoc cref="FlagClient.EvaluateRepeatablyAsync{TState, T}"/>
    public ValueTask<T> RunAsync<TState, T>(
        FlagSnapshot snapshot, TState state, Func<TState, Evaluator, T> evaluate, CancellationToken cancellationToken)
    {
        if (memberships is null)
        {
            return new(evaluate(state, snapshot.Evaluator));
        }

        var questions = new BigSegmentQuestions(memberships);
        var evaluator = snapshot.Flags.CreateEvaluator(questions.Find);
        var answer = evaluate(state, evaluator);
        return questions.IsOpen ? EvaluateAgainAsync() : new(answer);

        // Comes to an end: each time around more of the few contexts are known that this one has as its parts.
        async ValueTask<T> EvaluateAgainAsync()
        {
            while (questions.IsOpen)
            {
                await questions.WaitAsync(cancellationToken).ConfigureAwait(false);
                answer = evaluate(state, evaluator);
            }

            return answer;
        }
    }
}
