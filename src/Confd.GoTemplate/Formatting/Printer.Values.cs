using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Formatting;

/// <content>Values of every kind.</content>
internal sealed partial class Printer
{
    // Go has no limit but crashes when its stack is full, for example for a list that contains itself.
    private const int MaxValueDepth = 10_000;

    private bool _isInProblem;
    private int _depth;
    private ByteBuffer? _scratch;

    /// <summary>Releases all references to a run, and memory above a size.</summary>
    public void Forget(int capacity)
    {
        Context = null;
        _scratch?.Empty(capacity);
    }

    private void PrintArgument(in Value argument, int verb)
    {
        if (argument.IsNilOrInvalid)
        {
            if (verb is 'T' or 'v')
            {
                Pad("<nil>"u8);
            }
            else
            {
                AppendProblem(verb, "<nil>)"u8);
            }

            return;
        }

        switch (verb)
        {
            case 'T':
                using (var name = new Scratch(this))
                {
                    name.Buffer.Append(argument.Type.Name);
                    PrintText(name.Buffer.Span);
                }

                return;
            case 'p':
                PrintPointer(argument, verb);
                return;
        }

        if (!PrintByMethod(argument, verb))
        {
            PrintValue(argument, verb, isTop: true);
        }
    }

    // Prints by the value's own String or GoString method, where the verb requires text.
    private bool PrintByMethod(in Value value, int verb)
    {
        if (_isInProblem || value.Kind is GoKind.String or GoKind.Bool or GoKind.Float64 or GoKind.Complex128)
        {
            return false;
        }

        var type = value.Type;
        if (verb == 'w' && value.Kind >= GoKind.Slice && !ReferenceEquals(type, GoType.ByteSlice))
        {
            PrintProblem(value, verb);
            return true;
        }

        if (_flags.SharpV)
        {
            if (type.GoStringMethod is not { } goString)
            {
                return false;
            }

            PrintText(goString(value).Span);
            return true;
        }

        if (verb is not ('v' or 's' or 'x' or 'X' or 'q') || type.StringMethod is not { } method)
        {
            return false;
        }

        PrintString(value, method(value).Span, verb);
        return true;
    }

    private void PrintElement(in Value value, GoType staticType, int verb, bool isExported = true)
    {
        if (value.IsNilOrInvalid && staticType.Kind == GoKind.Pointer)
        {
            PrintNilPointer(staticType, verb);
        }
        else if (value.IsNilOrInvalid)
        {
            buffer.Append(_flags.SharpV ? staticType.Name + "(nil)" : "<nil>");
        }
        else if (!isExported || !PrintByMethod(value, verb))
        {
            PrintValue(value, verb, isTop: false);
        }
    }

    private void PrintValue(in Value value, int verb, bool isTop)
    {
        switch (value.Kind)
        {
            case GoKind.String:
                PrintString(value, value.AsString().Span, verb);
                break;
            case >= GoKind.Int and <= GoKind.Int64:
                PrintInteger(value, isSigned: true, verb);
                break;
            case >= GoKind.Uint and <= GoKind.Uint64:
                PrintInteger(value, isSigned: false, verb);
                break;
            case GoKind.Bool:
                PrintBool(value, verb);
                break;
            case GoKind.Float64:
                PrintFloat(value, value.AsFloat(), verb);
                break;
            case GoKind.Complex128:
                PrintComplex(value, verb);
                break;
            case GoKind.Pointer when isTop && !value.AsObject().IsNilPointer:
                buffer.Append('&');
                PrintComposite(value, verb);
                break;
            case GoKind.Pointer or GoKind.Func:
                PrintPointer(value, verb);
                break;
            default:
                PrintComposite(value, verb);
                break;
        }
    }

    private void PrintComposite(in Value value, int verb)
    {
        if (++_depth > MaxValueDepth)
        {
            throw new TemplateFunctionException($"value of type {value.Type} nests more than {MaxValueDepth} deep");
        }

        if (DeepStack.HasRoom)
        {
            PrintContents(value, verb);
        }
        else
        {
            DeepStack.Run(this, (value, verb), static (printer, call) => printer.PrintContents(call.value, call.verb));
        }

        _depth--;
    }

    private void PrintContents(in Value value, int verb)
    {
        switch (value.Kind)
        {
            case GoKind.Slice:
                PrintSlice(value, verb);
                break;
            case GoKind.Map:
                PrintMap(value.AsMap(), verb);
                break;
            default:
                PrintStruct(value, verb);
                break;
        }
    }

    private void PrintSlice(in Value value, int verb)
    {
        var slice = value.AsSlice();
        var element = slice.Type.Element!;
        if (element.Kind == GoKind.Uint8 && verb is 's' or 'q' or 'x' or 'X')
        {
            using var bytes = new Scratch(this);
            foreach (var item in slice.Span)
            {
                bytes.Buffer.Append((byte)item.AsInt());
            }

            PrintString(value, bytes.Buffer.Span, verb);
            return;
        }

        // At the top level Go has a shortcut for byte slices, which prints their type by its alias.
        var isPlainBytes = _depth == 1 && verb == 'v' && ReferenceEquals(slice.Type, GoType.ByteSlice);
        if (!Open(isPlainBytes ? "[]byte" : slice.Type.Name, slice.IsNil, "["u8))
        {
            return;
        }

        for (var i = 0; i < slice.Length; i++)
        {
            AppendSeparator(i);
            PrintElement(slice[i], element, verb);
        }

        buffer.Append(_flags.SharpV ? '}' : ']');
    }

    // False where a nil slice or map has been printed completely.
    private bool Open(string typeName, bool isNil, ReadOnlySpan<byte> plain)
    {
        if (!_flags.SharpV)
        {
            buffer.Append(plain);
            return true;
        }

        buffer.Append(typeName);
        buffer.Append(isNil ? "(nil)"u8 : "{"u8);
        return !isNil;
    }

    private void PrintMap(GoMap map, int verb)
    {
        if (!Open(map.Type.Name, map.IsNil, "map["u8))
        {
            return;
        }

        var keys = map.SortedKeys;
        for (var i = 0; i < keys.Length; i++)
        {
            AppendSeparator(i);
            PrintValue(Value.FromString(keys[i]), verb, isTop: false);
            buffer.Append(':');
            map.TryGetValue(keys[i], out var element);
            PrintElement(element, map.Type.Element!, verb);
        }

        buffer.Append(_flags.SharpV ? '}' : ']');
    }

    private void PrintStruct(in Value value, int verb)
    {
        var item = value.AsObject();
        var type = value.Kind == GoKind.Pointer ? item.Type.Element! : item.Type;
        if (_flags.SharpV)
        {
            buffer.Append(type.Name);
        }

        buffer.Append('{');
        for (var i = 0; i < type.Fields.Length; i++)
        {
            AppendSeparator(i);
            var field = type.Fields[i];
            if (_flags.PlusV || _flags.SharpV)
            {
                buffer.Append(field.Name);
                buffer.Append(':');
            }

            PrintElement(item.Field(i), field.Type, verb, field.IsExported);
        }

        buffer.Append('}');
    }

    private void AppendSeparator(int index)
    {
        Context?.Step();
        if (index > 0)
        {
            buffer.Append(_flags.SharpV ? ", "u8 : " "u8);
        }
    }

    // %!verb(type=value)
    private void PrintProblem(in Value value, int verb)
    {
        var wasInProblem = _isInProblem;
        _isInProblem = true;
        buffer.Append("%!"u8);
        buffer.AppendRune(verb);
        buffer.Append('(');
        buffer.Append(value.Type.Name);
        buffer.Append('=');
        PrintValue(value, 'v', isTop: true);
        buffer.Append(')');
        _isInProblem = wasInProblem;
    }

    /// <summary>A temporary buffer: the printer's own, or a new one while that is in use.</summary>
    private readonly ref struct Scratch
    {
        private readonly Printer _printer;

        public Scratch(Printer printer)
        {
            _printer = printer;
            Buffer = printer._scratch ?? new ByteBuffer();
            Buffer.Clear();
            printer._scratch = null;
        }

        public ByteBuffer Buffer { get; }

        public void Dispose() => _printer._scratch = Buffer;
    }
}
