using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Functions;

/// <summary>The functions that a template may call, by name: Go's predefined ones and the given ones.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class FunctionTable
{
    private readonly Dictionary<string, GoFunction> _functions;

    // Created for the first name that is not among the others.
    private readonly Lazy<Dictionary<string, GoFunction>>? _later;

    private FunctionTable(Dictionary<string, GoFunction> functions, Lazy<Dictionary<string, GoFunction>>? later = null)
    {
        _functions = functions;
        _later = later;
    }

    /// <summary>Only the predefined functions: and, call, eq, ge, gt, html, index, js, le, len, lt, ne, not, or, print, printf, println,
    /// slice, urlquery.</summary>
    public static FunctionTable Predefined { get; } = new(
        PredefinedFunctions.All.ToDictionary(function => function.Name, StringComparer.Ordinal));

    /// <summary>All names, in no order.</summary>
    public IReadOnlyCollection<string> Names => _later is null ? _functions.Keys : [.. _functions.Keys.Union(_later.Value.Keys)];

    /// <summary>A table with more functions; one of an existing name replaces that.</summary>
    /// <param name="functions">The functions to add.</param>
    public FunctionTable With(IEnumerable<GoFunction> functions)
    {
        var all = new Dictionary<string, GoFunction>(_functions, StringComparer.Ordinal);
        foreach (var function in functions)
        {
            all[function.Name] = function;
        }

        return new FunctionTable(all, _later);
    }

    /// <summary>
    /// A table with more functions, which are created when a template first calls one that the table does not have: large sets cost nothing
    /// unless they are used. Existing functions are kept, whatever the names of the others.
    /// </summary>
    /// <param name="functions">Creates them; called once. Of several of one name the last counts.</param>
    public FunctionTable WithLazy(Func<IEnumerable<GoFunction>> functions)
    {
        ArgumentNullException.ThrowIfNull(functions);
        var before = _later;
        return new FunctionTable(_functions, new Lazy<Dictionary<string, GoFunction>>(() =>
        {
            var all = new Dictionary<string, GoFunction>(StringComparer.Ordinal);
            foreach (var function in functions().Concat(before?.Value.Values ?? Enumerable.Empty<GoFunction>()))
            {
                all[function.Name] = function;
            }

            return all;
        }));
    }

    /// <summary>Whether a keyword is a function here. Functions that are created later never replace a keyword.</summary>
    internal bool Replaces(string keyword) => _functions.ContainsKey(keyword);

    /// <summary>Finds a function; null where there is none of that name.</summary>
    /// <param name="name">The name in the template.</param>
    public GoFunction? Find(string name) => _functions.GetValueOrDefault(name) ?? _later?.Value.GetValueOrDefault(name);
}
