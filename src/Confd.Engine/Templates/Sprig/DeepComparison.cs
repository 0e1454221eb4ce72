using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>One comparison of two values including all their elements, as Go's <c>reflect.DeepEqual</c>.</summary>
/// <remarks>As in Go, two lists or maps that have been compared with each other are not compared again: a difference is found at the first
/// comparison. So values with shared parts, or that contain themselves, terminate in time.</remarks>
internal sealed class DeepComparison(RenderContext context)
{
    private readonly HashSet<(object, object)> _met = [];

    /// <summary>Whether two values at this depth are equal.</summary>
    public bool AreEqual(Value left, Value right, int depth)
    {
        context.Step();
        if (left.IsNilOrInvalid || right.IsNilOrInvalid)
        {
            return left.IsNilOrInvalid && right.IsNilOrInvalid;
        }

        DeepValues.CheckDepth(depth);
        return left.Kind == right.Kind && left.Type.IsIdenticalTo(right.Type) && left.Kind switch
        {
            GoKind.Slice => AreEqual(left.AsSlice(), right.AsSlice(), depth),
            GoKind.Map => AreEqual(left.AsMap(), right.AsMap(), depth),
            GoKind.Func => false,
            GoKind.Pointer => left.AsObject().IsEqualTo(right.AsObject()) || HaveEqualFields(left.AsObject(), right.AsObject(), depth),
            GoKind.Struct => left.AsObject().IsEqualTo(right.AsObject()),
            _ => ValueEquality.AreIdentical(left, right),
        };
    }

    private bool AreEqual(GoSlice left, GoSlice right, int depth)
    {
        if (left.IsNil != right.IsNil || left.Length != right.Length)
        {
            return false;
        }

        if (left.Length == 0 || AreSame(left.Span, right.Span) || !_met.Add((left, right)))
        {
            return true;
        }

        for (var index = 0; index < left.Length; index++)
        {
            if (!AreEqual(left[index], right[index], depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreSame(Span<Value> left, Span<Value> right) =>
        Unsafe.AreSame(ref MemoryMarshal.GetReference(left), ref MemoryMarshal.GetReference(right));

    private bool AreEqual(GoMap left, GoMap right, int depth)
    {
        if (left.IsNil != right.IsNil || left.Count != right.Count)
        {
            return false;
        }

        if (ReferenceEquals(left, right) || !_met.Add((left, right)))
        {
            return true;
        }

        foreach (var key in left.SortedKeys.ToArray())
        {
            left.TryGetValue(key, out var mine);
            if (!right.TryGetValue(key, out var theirs) || !AreEqual(mine, theirs, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private bool HaveEqualFields(GoObject left, GoObject right, int depth)
    {
        var fields = left.Type.Element!.Fields;
        if (left.IsNilPointer || right.IsNilPointer || fields.IsEmpty)
        {
            return false;
        }

        for (var index = 0; index < fields.Length; index++)
        {
            if (!AreEqual(left.Field(index), right.Field(index), depth + 1))
            {
                return false;
            }
        }

        return true;
    }
}
