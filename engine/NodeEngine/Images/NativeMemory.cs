using System.Runtime.InteropServices;

namespace NodeEngine.Images;

/// <summary>How the C library hands out memory to libvips.</summary>
internal static class NativeMemory
{
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int Megabyte = 1 << 20;

    /// <summary>
    /// Gives the memory of pictures back when they are freed. glibc learns from the first large picture to keep such memory for the next one, in a heap for
    /// each thread; the engine's workers wander from thread to thread, and every one of these heaps would keep a picture that is long gone.
    /// </summary>
    public static void GiveBack()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = SetOption(MapThreshold, 4 * Megabyte);
            _ = SetOption(TrimThreshold, 16 * Megabyte);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library has no such heaps.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);
}
