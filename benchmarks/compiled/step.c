/* One training step of a multilayer perceptron by hand: the loss of a batch and all its gradients, float64, one thread.

   The samples of a block lie side by side, so that vectors run over samples: a layer is [neuron][sample], and a row of
   ones below it meets the bias, the last weight of each neuron. Three small matrix products do the work, each with its
   sums in registers: a weight's gradient is reduced once a block, and no sample has one of its own in memory.

   Sizes are constants of the compilation (see peer_c.py): WIDTHS, say 2,16,16,1, the WIDEST of them, BLOCK (a multiple
   of 8), and CLASSES for tanh and cross-entropy instead of relu, hinge loss and 1e-4 times the sum of squares. */

#include <math.h>
#include <string.h>

typedef double vec __attribute__((vector_size(32), aligned(8), may_alias));
typedef long long lanes __attribute__((vector_size(32)));

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 8")
enum { LANES = 4, ROWS = 4, CHUNK = 8 }; /* a tile of a product: four rows of two vectors */

static const int widths[] = {WIDTHS};
enum { LAST = sizeof widths / sizeof *widths - 1, SPARE = 4 };
static double layers[LAST + 1][WIDEST + SPARE][BLOCK]; /* the inputs, and what each layer gives */
static double slopes[2][WIDEST + SPARE][BLOCK];        /* of the loss in the sums of a layer and of the one before */

INLINE vec *at(double *p) { return (vec *)p; }
INLINE vec all(double a) { return (vec){a, a, a, a}; }
INLINE double sum(vec v) { return (v[0] + v[2]) + (v[1] + v[3]); }

INLINE vec four_sums(vec a, vec b, vec c, vec d) {
    vec ab = __builtin_shuffle(a, b, (lanes){0, 4, 2, 6}) + __builtin_shuffle(a, b, (lanes){1, 5, 3, 7});
    vec cd = __builtin_shuffle(c, d, (lanes){0, 4, 2, 6}) + __builtin_shuffle(c, d, (lanes){1, 5, 3, 7});
    return __builtin_shuffle(ab, cd, (lanes){0, 1, 4, 5}) + __builtin_shuffle(ab, cd, (lanes){2, 3, 6, 7});
}

/* out[r][s] = sum over k of w[r * row + k * column] * in[k][s], for some rows and all n samples */
INLINE void product_rows(int rows, int inner, int n, const double *w, int row, int column, double (*in)[BLOCK],
                         double (*out)[BLOCK]) {
    for (int s = 0; s < n; s += CHUNK) {
        vec a[ROWS] = {0}, b[ROWS] = {0};
        for (int k = 0; k < inner; k++) {
            vec left = *at(&in[k][s]), right = *at(&in[k][s + LANES]);
            UNROLL for (int r = 0; r < rows; r++) {
                vec weight = all(w[r * row + k * column]);
                a[r] += weight * left;
                b[r] += weight * right;
            }
        }
        UNROLL for (int r = 0; r < rows; r++) *at(&out[r][s]) = a[r], *at(&out[r][s + LANES]) = b[r];
    }
}

INLINE void product(int rows, int inner, int n, const double *w, int row, int column, double (*in)[BLOCK],
                    double (*out)[BLOCK]) {
    int r = 0;
    for (; r + ROWS <= rows; r += ROWS) product_rows(ROWS, inner, n, w + r * row, row, column, in, out + r);
    for (; r < rows; r++) product_rows(1, inner, n, w + r * row, row, column, in, out + r);
}

/* gradients[j][i] += sum over samples of slope[j][s] * in[i][s]: tiles of two by four, the last ones with spare rows */
INLINE void outer(int nout, int nin, int n, double (*slope)[BLOCK], double (*in)[BLOCK], double *gradients) {
    for (int j = 0; j < nout; j += 2)
        for (int i = 0; i < nin; i += ROWS) {
            vec a[ROWS] = {0}, b[ROWS] = {0};
            for (int s = 0; s < n; s += LANES)
                UNROLL for (int r = 0; r < ROWS; r++) {
                    a[r] += *at(&slope[j][s]) * *at(&in[i + r][s]);
                    b[r] += *at(&slope[j + 1][s]) * *at(&in[i + r][s]);
                }
            vec first = four_sums(a[0], a[1], a[2], a[3]), second = four_sums(b[0], b[1], b[2], b[3]);
            for (int r = 0; r < ROWS && i + r < nin; r++) {
                gradients[j * nin + i + r] += first[r];
                if (j + 1 < nout) gradients[(j + 1) * nin + i + r] += second[r];
            }
        }
}

/* Rows of samples become columns, the last block filled up with zeros. */
INLINE void load(int used, int n, const double *points) {
    for (int i = 0; i < widths[0]; i++)
        for (int s = 0; s < n; s++) layers[0][i][s] = s < used ? points[s * widths[0] + i] : 0;
    for (int l = 0; l < LAST; l++)
        for (int s = 0; s < n; s++) layers[l][widths[l]][s] = 1;
}

INLINE void activate(int width, int n, double (*layer)[BLOCK]) {
    for (int j = 0; j < width; j++)
        for (int s = 0; s < n; s++)
#ifdef CLASSES
            layer[j][s] = tanh(layer[j][s]);
#else
            layer[j][s] = layer[j][s] > 0 ? layer[j][s] : 0;
#endif
}

INLINE void through_activation(int width, int n, double (*layer)[BLOCK], double (*slope)[BLOCK]) {
    for (int j = 0; j < width; j++)
        for (int s = 0; s < n; s++)
#ifdef CLASSES
            slope[j][s] *= 1 - layer[j][s] * layer[j][s];
#else
            slope[j][s] = layer[j][s] > 0 ? slope[j][s] : 0;
#endif
}

/* The sum of the losses of a block, and their slopes times scale in the last layer's sums. */
#ifdef CLASSES
INLINE double losses(int used, int n, const double *classes, double scale, double (*z)[BLOCK], double (*slope)[BLOCK]) {
    double largest[BLOCK], total[BLOCK], loss = 0;
    for (int s = 0; s < n; s++) largest[s] = z[0][s], total[s] = 0;
    for (int j = 1; j < CLASSES; j++)
        for (int s = 0; s < n; s++) largest[s] = z[j][s] > largest[s] ? z[j][s] : largest[s];
    for (int j = 0; j < CLASSES; j++)
        for (int s = 0; s < n; s++) total[s] += slope[j][s] = exp(z[j][s] - largest[s]);
    for (int j = 0; j < CLASSES; j++)
        for (int s = 0; s < n; s++) slope[j][s] *= s < used ? scale / total[s] : 0;
    for (int s = 0; s < used; s++) {
        int right = (int)classes[s];
        loss += log(total[s]) + largest[s] - z[right][s];
        slope[right][s] -= scale;
    }
    return loss;
}
#else
INLINE double losses(int used, int n, const double *targets, double scale, double (*z)[BLOCK], double (*slope)[BLOCK]) {
    double loss = 0;
    for (int s = 0; s < n; s++) {
        double target = s < used ? targets[s] : 0, margin = s < used ? 1 - target * z[0][s] : 0;
        loss += margin > 0 ? margin : 0;
        slope[0][s] = margin > 0 ? -target * scale : 0;
    }
    return loss;
}
#endif

/* One block: the sum of its losses; its gradients times scale are added. */
static double block(int used, const double *points, const double *targets, double scale, const double *weights,
                    double *gradients) {
    const int n = (used + CHUNK - 1) / CHUNK * CHUNK;
    int offset = 0, side = 0;
    load(used, n, points);
    for (int l = 0; l < LAST; l++) {
        product(widths[l + 1], widths[l] + 1, n, weights + offset, widths[l] + 1, 1, layers[l], layers[l + 1]);
        if (l < LAST - 1) activate(widths[l + 1], n, layers[l + 1]);
        offset += widths[l + 1] * (widths[l] + 1);
    }
    double loss = losses(used, n, targets, scale, layers[LAST], slopes[0]);
    for (int l = LAST - 1; l >= 0; l--, side = 1 - side) {
        offset -= widths[l + 1] * (widths[l] + 1);
        outer(widths[l + 1], widths[l] + 1, n, slopes[side], layers[l], gradients + offset);
        if (l == 0) break;
        product(widths[l], widths[l + 1], n, weights + offset, 1, widths[l] + 1, slopes[side], slopes[1 - side]);
        through_activation(widths[l], n, layers[l], slopes[1 - side]);
    }
    return loss;
}

/* The mean loss of a batch (rows of points; a target each) and its gradients. */
double mlp_step(int n, const double *points, const double *targets, int count, const double *weights,
                double *gradients) {
    double loss = 0;
    memset(gradients, 0, count * sizeof *gradients);
    for (int s = 0; s < n; s += BLOCK)
        loss += block(n - s < BLOCK ? n - s : BLOCK, points + s * widths[0], targets + s, 1.0 / n, weights, gradients);
    loss /= n;
#ifndef CLASSES
    double squares = 0;
    for (int k = 0; k < count; k++) squares += weights[k] * weights[k], gradients[k] += 2e-4 * weights[k];
    loss += 1e-4 * squares;
#endif
    return loss;
}

/* An epoch of plain gradient descent in batches, in the given order: the mean of the losses of its batches. */
double mlp_epoch(int n, const double *points, const double *targets, int count, double *weights, double *gradients,
                 int batch, double rate) {
    double loss = 0;
    int batches = 0;
    for (int s = 0; s < n; s += batch, batches++) {
        loss += mlp_step(n - s < batch ? n - s : batch, points + s * widths[0], targets + s, count, weights, gradients);
        for (int k = 0; k < count; k++) weights[k] -= rate * gradients[k];
    }
    return loss / batches;
}
