namespace N; internal static class Placeholder;
