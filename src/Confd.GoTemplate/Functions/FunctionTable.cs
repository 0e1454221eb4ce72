using System.Collections.Frozen;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Functions;

/// <summary>The functions a template may call, by name: Go's predefined ones and those given.</summary>
/// <remarks>Immutable and shared by threads.</remarks>
public sealed class FunctionTable
{
    private readonly FrozenDictionary<string, GoFunction> _functions;

    private FunctionTable(FrozenDictionary<string, GoFunction> functions) => _functions = functions;

    /// <summary>Only the predefined functions: and, call, eq, ge, gt, html, index, js, le, len, lt, ne, not, or, print, printf, println,
    /// slice, urlquery.</summary>
    public static FunctionTable Predefined { get; } = new(
        PredefinedFunctions.All.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal));

    /// <summary>All names, in no order.</summary>
    public IReadOnlyCollection<string> Names => _functions.Keys;

    /// <summary>A table with more functions; one of a known name takes its place.</summary>
    /// <param name="functions">What to add.</param>
    public FunctionTable With(IEnumerable<GoFunction> functions)
    {
        var all = new Dictionary<string, GoFunction>(_functions, StringComparer.Ordinal);
        foreach (var function in functions)
        {
            all[function.Name] = function;
        }

        return new FunctionTable(all.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>Finds a function; null where there is none of that name.</summary>
    /// <param name="name">The name in the template.</param>
    public GoFunction? Find(string name) => _functions.GetValueOrDefault(name);
}
