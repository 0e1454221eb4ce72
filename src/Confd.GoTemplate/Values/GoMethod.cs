using System.Collections.Immutable;

namespace Confd.GoTemplate.Values;

/// <summary>An exported method of a type.</summary>
public sealed class GoMethod
{
    /// <summary>Creates a method with one result (and possibly an error).</summary>
    /// <param name="name">The Go name, for example <c>Format</c>.</param>
    /// <param name="parameters">Parameter types without the receiver.</param>
    /// <param name="result">The result's static type.</param>
    /// <param name="body">The implementation.</param>
    public GoMethod(string name, ImmutableArray<GoType> parameters, GoType result, GoMethodBody body)
        : this(name, parameters, [result], body)
    {
    }

    /// <summary>Creates a method with any result list; calling one with other than one result, or two with the second an error, fails as
    /// in Go.</summary>
    /// <param name="name">The Go name, for example <c>Date</c>.</param>
    /// <param name="parameters">Parameter types without the receiver.</param>
    /// <param name="results">The result types in order; <see cref="GoType.Error"/> for an error.</param>
    /// <param name="body">The implementation; never called where the result list is not callable.</param>
    public GoMethod(string name, ImmutableArray<GoType> parameters, ImmutableArray<GoType> results, GoMethodBody body)
    {
        ArgumentNullException.ThrowIfNull(name);
        Required.All(parameters, nameof(parameters));
        Required.All(results, nameof(results));
        ArgumentNullException.ThrowIfNull(body);
        Name = name;
        Parameters = parameters;
        Results = results;
        Body = body;
    }

    /// <summary>The Go name.</summary>
    public string Name { get; }

    /// <summary>Parameter types without the receiver.</summary>
    public ImmutableArray<GoType> Parameters { get; }

    /// <summary>Result types in order.</summary>
    public ImmutableArray<GoType> Results { get; }

    /// <summary>The implementation.</summary>
    public GoMethodBody Body { get; }
}
