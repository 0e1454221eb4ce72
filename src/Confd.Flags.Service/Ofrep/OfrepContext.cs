using Confd.Flags.Contexts;

namespace Confd.Flags.Service.Ofrep;

/// <summary>Reads the context of a request.</summary>
internal static class OfrepContext
{
    /// <summary>Reads a request, <c>{"context":{…}}</c>.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="problem">The problem; null: none.</param>
    public static EvaluationContext Read(ReadOnlySpan<byte> body, out OfrepProblem? problem)
    {
        FlagValue request;
        try
        {
            request = FlagValueJson.Parse(body);
        }
        catch (FlagFormatException unreadable)
        {
            problem = OfrepProblem.Unreadable(unreadable);
            return EvaluationContext.Invalid(problem.Details);
        }

        if (!request.Properties.TryGetValue("context", out var json) || json.Kind != FlagValueKind.Object)
        {
            problem = OfrepProblem.NoContext;
            return EvaluationContext.Invalid("the request has no context");
        }

        var context = OpenFeatureContext.FromAttributes(json.Properties, out var isKeyMissing);
        problem = isKeyMissing
            ? OfrepProblem.NoTargetingKey
            : context.Error is { } error ? OfrepProblem.InvalidContext(error) : null;
        return context;
    }
}
