"""Names of what follows from the rest of a request, or changes no number: all to be left out."""

from __future__ import annotations

from gradgrid.app.wire.known_names.answers import Answer, said_of

SIZES = "it is a size or a count, which follows from the shapes: leave it out"
_DESCRIBED = "it describes shapes, which the tensors have already: leave it out"
_SETTING = "it changes no number: leave it out"
TRAINING = "it is a part of training, not of a convolution: leave it out"
_NO_BIAS = "bias is a field of its own, null or left out for none: leave this out"
_ACTIVATION = (
    "an activation is not a part of a convolution: leave it out, and send as grad_output the "
    "gradient before the activation"
)

LEFT_OUT: dict[str, Answer] = said_of(
    {
        SIZES: "kernel_size kernel_shape ksize in_channels out_channels num_filter num_filters "
        "num_output num_outputs input_shape weight_shape filter_shape input_sizes filter_sizes "
        "kernel_h kernel_w batch_size input_size output_channels input_channels filter_size "
        "weight_size bias_sizes bias_size kw kh n_input_plane n_output_plane hh ww n_h n_w n_c "
        "n_h_prev n_w_prev n_c_prev h_out w_out out_h out_w h_prime w_prime oh ow n m nb_filter "
        "nb_row nb_col nb_col_row size sizes in_features out_features num_channels channels "
        "num_output_maps nb_output_maps c_in c_out k_h k_w i_h i_w o_h o_w b_size in_channel "
        "out_channel n_in n_out dim_in dim_out batch num_images image_size image_shape num_kernels "
        "n_filters n_kernels n_channels input_dim input_depth output_depth h_in w_in in_h in_w "
        "c_prev kernel_height kernel_width filter_height filter_width filter_h filter_w "
        "input_height input_width output_height output_width img_h img_w height width f_h f_w kx "
        "ky r q c h iw ih ic oc cin cout hin win kernel_channels batch_input_shape "
        "num_input_channels num_output_channels kernel_sizes kernel_size_nd window_shape out_chan "
        "group_input_channels group_output_channels in_units weight_data_size num_spatial_dims "
        "n_dims nb_dims array_length kernels_shape reduction_rank num_kernel n_samples "
        "batch_dim ndim rank spatial_dim l_in owidth oheight imshp kshp fn fh fw "
        "num_filters_per_group num_channels_per_group batch_num num_args",
        _DESCRIBED: "x_desc w_desc y_desc dy_desc dx_desc dw_desc conv_desc "
        "filter_desc src_desc dst_desc weights_desc bias_desc diff_dst_desc diff_src_desc "
        "diff_weights_desc cdims window_dimensions",
        _SETTING: "device cudnn_enabled benchmark deterministic allow_tf32 use_cudnn_on_gpu "
        "workspace cudnn_tune cudnn_off output_mask requires_grad trainable transpose_kernel ctx "
        "cache retain_graph use_cudnn cudnn_fwd_algo cudnn_algo_mode algo algorithm alg_kind "
        "prop_kind aprop_kind work_space work_space_size_in_bytes workspace_size_mb "
        "exhaustive_search engine force_nd_im2col axis use_mkldnn scratchpad "
        "precision_config dim_rounding_mode round_mode untie_biases scope reuse "
        "variables_collections outputs_collections rngs promote_dtype conv_general_dilated "
        "param_attr bias_attr weight_attr legacy_pad bench out_sharding sharding "
        "asynchronous stream handle stop_gradient create_graph training use_gpu gpu verbose "
        "request_algo_count find_mode in_place inplace unroll "
        "dynamic_weight reorder_type attr prefix "
        "req req_type is_test force_fp32_output phase propagate_down blob_in blob_out "
        "cudnn_exhaustive_search share_index memory flags enable_fast_math method ddepth clip_rect "
        "axes input_pixel_stride input_channel_stride output_channel_stride param",
        TRAINING: "lr learning_rate momentum weight_decay optimizer labels target reg "
        "kernel_initializer bias_initializer kernel_regularizer bias_regularizer "
        "activity_regularizer kernel_constraint bias_constraint kernel_init bias_init w_init "
        "b_init weight_init init initializer weight_filler bias_filler weight_initializer "
        "weights_initializer biases_initializer initial_w initial_bias w_regularizer b_regularizer "
        "w_constraint b_constraint lr_mult decay_mult weight_learn_rate_factor "
        "bias_learn_rate_factor weight_l2_factor bias_l2_factor param_initializer seed dropout "
        "epochs l2_reg lambda reg_lambda y_true depthwise_initializer pointwise_initializer "
        "dropout_rate l1 l2 learning_rate_scale adam updater gradient_normalization "
        "eta theta learn_rate lora_rank lora_alpha",
        _NO_BIAS: "no_bias use_bias bias_term with_bias has_bias bias_enabled add_bias",
        _ACTIVATION: "activation act activation_fn activation_type activation_params nonlinearity "
        "fused_activation_function fused_activation sigma act_type relu "
        "eltwise fuse_relu fuse_activation act_info fused_ops output_min output_max residual_data",
    }
)
