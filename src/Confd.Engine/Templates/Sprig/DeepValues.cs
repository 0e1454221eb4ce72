using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Deep comparison (Go <c>reflect.DeepEqual</c>) and deep copy (<c>mitchellh/copystructure</c>) of values.</summary>
internal static class DeepValues
{
    // `set` and `append` can make a value contain itself; no useful data is deeper.
    public const int MaxDepth = 1_000;

    /// <summary>True where types and all parts are equal: <c>int</c> and <c>int64</c> never are, nor a nil and an empty list, nor NaN
    /// and itself.</summary>
    public static bool AreEqual(RenderContext context, Value left, Value right) =>
        new DeepComparison(context).AreEqual(left, right, 0);

    /// <summary>A copy with lists and maps of its own.</summary>
    public static Value Copy(RenderContext context, Value value) => new DeepCopy(context).Copy(value, 0);

    /// <summary>Ends the traversal of a value that contains itself.</summary>
    /// <exception cref="TemplateFunctionException">The traversal is too deep.</exception>
    public static void CheckDepth(int depth)
    {
        if (depth > MaxDepth)
        {
            throw new TemplateFunctionException($"a value nested more than {MaxDepth} levels deep");
        }
    }
}
