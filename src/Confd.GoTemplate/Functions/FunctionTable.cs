using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Functions;

/// <summary>The functions a template may call, by name: Go's predefined ones and those given.</summary>
/// <remarks>Immutable and shared by threads.</remarks>
public sealed class FunctionTable
{
    private readonly Dictionary<string, GoFunction> _functions;

    // Made at the first name that is not among the others.
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

    /// <summary>A table with more functions; one of a known name takes its place.</summary>
    /// <param name="functions">What to add.</param>
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
    /// A table with more functions, which are made when a template first calls one that the table does not have: large sets cost those
    /// nothing who do not use them. What the table has stays as it is, whatever the names of the others.
    /// </summary>
    /// <param name="functions">Makes them; asked once. Of several of one name the last counts.</param>
    public FunctionTable WithLater(Func<IEnumerable<GoFunction>> functions)
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

    /// <summary>Whether a keyword is a function here. Those that are made later never take a keyword's place.</summary>
    internal bool Replaces(string keyword) => _functions.ContainsKey(keyword);

    /// <summary>Finds a function; null where there is none of that name.</summary>
    /// <param name="name">The name in the template.</param>
    public GoFunction? Find(string name) => _functions.GetValueOrDefault(name) ?? _later?.Value.GetValueOrDefault(name);
}
