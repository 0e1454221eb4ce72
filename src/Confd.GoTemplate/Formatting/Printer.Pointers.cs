using System.Runtime.CompilerServices;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Formatting;

/// <content>Pointers, and slices and maps printed as pointers.</content>
internal sealed partial class Printer
{
    private void PrintPointer(in Value value, int verb)
    {
        if (value.Kind < GoKind.Slice || value.Kind == GoKind.Struct || !TryPrintAddress(value.Type, AddressOf(value), verb))
        {
            PrintProblem(value, verb);
        }
    }

    // A nil pointer inside a struct: the value has no type anymore, but the field has.
    private void PrintNilPointer(GoType type, int verb)
    {
        if (TryPrintAddress(type, 0, verb))
        {
            return;
        }

        AppendProblem(verb, []);
        buffer.Append(type.Name);
        buffer.Append('=');
        TryPrintAddress(type, 0, 'v');
        buffer.Append(')');
    }

    private bool TryPrintAddress(GoType type, ulong address, int verb)
    {
        switch (verb)
        {
            case 'v' when _flags.SharpV:
                buffer.Append($"({type.Name})(");
                if (address == 0)
                {
                    buffer.Append("nil"u8);
                }
                else
                {
                    PrintHexNumber(address, hasPrefix: true);
                }

                buffer.Append(')');
                return true;
            case 'v' when address == 0:
                Pad("<nil>"u8);
                return true;
            case 'v' or 'p':
                PrintHexNumber(address, !_flags.Sharp);
                return true;
            case 'b' or 'o' or 'd' or 'x' or 'X':
                PrintInteger(Value.FromInteger(GoType.Uint64, (long)address), isSigned: false, verb);
                return true;
            default:
                return false;
        }
    }

    // There are no real addresses here; identities replace them, so that equal pointers print alike within a run.
    private static ulong AddressOf(in Value value)
    {
        const ulong HeapStart = 0xC000000000;
        object? target = value.Kind switch
        {
            GoKind.Slice => value.AsSlice().IsNil ? null : value.AsSlice(),
            GoKind.Map => value.AsMap().IsNil ? null : value.AsMap(),
            GoKind.Pointer => value.AsObject().IsNilPointer ? null : value.AsObject(),
            _ => value.AsFunction(),
        };
        return target is null ? 0 : HeapStart + ((ulong)(uint)RuntimeHelpers.GetHashCode(target) << 3);
    }
}
